-- The summaries from which lists and figures are read: the same tables, asked by the same text, at a desk and at the centre. They
-- are derived from what was kept of each call, and can be made anew from it. Whole numbers alone, 1 for yes, less than nothing for
-- none: both databases have those.

-- Words of scenarios and rubrics, such as labels, each once; other tables have their numbers.
CREATE TABLE figure_word (
    id BIGINT NOT NULL PRIMARY KEY,
    word TEXT NOT NULL UNIQUE
);

-- A line of the attempts list, as it holds with overrides. Rewound runs and what was erased have none.
CREATE TABLE figure_call (
    site TEXT NOT NULL,
    attempt TEXT NOT NULL,
    -- Where it stands in time, in microseconds since 1970: at a desk when it began, at the centre when it ended by its clock.
    placed BIGINT NOT NULL,
    person TEXT NOT NULL,
    kind TEXT NOT NULL,
    pack TEXT NOT NULL,
    scenario TEXT NOT NULL,
    title TEXT NOT NULL,
    mode TEXT NOT NULL,
    language TEXT NOT NULL,
    -- The scenario as it was taken: the beginning of its hash.
    version TEXT NOT NULL,
    finished BIGINT NOT NULL,
    -- What it came to is known and may be counted.
    counts BIGINT NOT NULL,
    length_ms BIGINT NOT NULL,
    records BIGINT NOT NULL,
    routing BIGINT NOT NULL,
    composure BIGINT NOT NULL,
    procedure BIGINT NOT NULL,
    below_records BIGINT NOT NULL,
    below_routing BIGINT NOT NULL,
    below_composure BIGINT NOT NULL,
    below_procedure BIGINT NOT NULL,
    critical BIGINT NOT NULL,
    passed BIGINT NOT NULL,
    overridden BIGINT NOT NULL,
    -- Somebody other than the trainee has said or decided something about it.
    reviewed BIGINT NOT NULL,
    -- Appeals that wait.
    appealed BIGINT NOT NULL,
    PRIMARY KEY (attempt, site)
);

-- Several filters at once are counted without looking at the lines: their columns stand in the index.
CREATE INDEX figure_call_placed ON figure_call (placed);
CREATE INDEX figure_call_person ON figure_call (
    person, placed, attempt, finished, reviewed, critical, appealed, below_records, below_routing, below_composure, below_procedure
);
CREATE INDEX figure_call_standing ON figure_call (person, scenario, placed);
CREATE INDEX figure_call_scenario ON figure_call (
    scenario, placed, kind, finished, reviewed, critical, appealed, below_records, below_routing, below_composure, below_procedure
);
CREATE INDEX figure_call_language ON figure_call (language, placed);
CREATE INDEX figure_call_title ON figure_call (title, placed);
CREATE INDEX figure_call_length ON figure_call (length_ms, placed);
CREATE INDEX figure_call_records ON figure_call (records, placed);
CREATE INDEX figure_call_routing ON figure_call (routing, placed);
CREATE INDEX figure_call_composure ON figure_call (composure, placed);
CREATE INDEX figure_call_procedure ON figure_call (procedure, placed);
CREATE INDEX figure_call_by_critical ON figure_call (critical, placed);
CREATE INDEX figure_call_passed ON figure_call (passed, placed);
CREATE INDEX figure_call_critical ON figure_call (
    placed, finished, reviewed, critical, appealed, below_records, below_routing, below_composure, below_procedure
) WHERE critical <> 0;
CREATE INDEX figure_call_below_records ON figure_call (
    placed, finished, reviewed, critical, appealed, below_records, below_routing, below_composure, below_procedure
) WHERE below_records = 1;
CREATE INDEX figure_call_below_routing ON figure_call (
    placed, finished, reviewed, critical, appealed, below_records, below_routing, below_composure, below_procedure
) WHERE below_routing = 1;
CREATE INDEX figure_call_below_composure ON figure_call (
    placed, finished, reviewed, critical, appealed, below_records, below_routing, below_composure, below_procedure
) WHERE below_composure = 1;
CREATE INDEX figure_call_below_procedure ON figure_call (
    placed, finished, reviewed, critical, appealed, below_records, below_routing, below_composure, below_procedure
) WHERE below_procedure = 1;
CREATE INDEX figure_call_unreviewed ON figure_call (placed) WHERE reviewed = 0 AND finished = 1;
CREATE INDEX figure_call_appealed ON figure_call (placed) WHERE appealed > 0;
CREATE INDEX figure_call_open ON figure_call (placed) WHERE finished = 0;
CREATE INDEX figure_call_overridden ON figure_call (placed) WHERE overridden = 1;
CREATE INDEX figure_call_unread ON figure_call (placed) WHERE counts = 0 AND finished = 1 AND kind = 'call';

-- Overrides that hold, in thousandths of points.
CREATE TABLE figure_ruled (
    site TEXT NOT NULL,
    attempt TEXT NOT NULL,
    criterion TEXT NOT NULL,
    earned BIGINT NOT NULL,
    PRIMARY KEY (site, attempt, criterion)
);

-- A person at a scenario, over calls without hints: how often, the numbers of the first, the best of each, those of the latest,
-- and the latest call's criteria and critical errors.
CREATE TABLE figure_standing (
    person TEXT NOT NULL,
    scenario TEXT NOT NULL,
    title TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    passes BIGINT NOT NULL,
    first_records BIGINT NOT NULL,
    first_routing BIGINT NOT NULL,
    first_composure BIGINT NOT NULL,
    first_procedure BIGINT NOT NULL,
    best_records BIGINT NOT NULL,
    best_routing BIGINT NOT NULL,
    best_composure BIGINT NOT NULL,
    best_procedure BIGINT NOT NULL,
    latest_records BIGINT NOT NULL,
    latest_routing BIGINT NOT NULL,
    latest_composure BIGINT NOT NULL,
    latest_procedure BIGINT NOT NULL,
    ready BIGINT NOT NULL,
    -- Number, id and label as words, earned, possible, lost, of each criterion; then the words of the critical errors.
    points TEXT NOT NULL,
    critical TEXT NOT NULL,
    PRIMARY KEY (person, scenario)
);

-- A person over all scenarios: the sums of the latest calls, criterion by criterion. It is a column of the heat map.
CREATE TABLE figure_person (
    person TEXT NOT NULL PRIMARY KEY,
    -- Finished calls, and those of them without hints.
    calls BIGINT NOT NULL,
    unaided BIGINT NOT NULL,
    -- Number, id and label as words, cards, cases, earned, possible, lost, missed.
    points TEXT NOT NULL,
    -- Words of critical errors, and in how many calls.
    critical TEXT NOT NULL
);

-- The first call of a person at a scenario, if it was finished and without hints: what each decision and each field came to.
CREATE TABLE figure_first (
    scenario TEXT NOT NULL,
    person TEXT NOT NULL,
    site TEXT NOT NULL,
    attempt TEXT NOT NULL,
    placed BIGINT NOT NULL,
    version TEXT NOT NULL,
    passed BIGINT NOT NULL,
    overridden BIGINT NOT NULL,
    length_ms BIGINT NOT NULL,
    ending TEXT NOT NULL,
    critical TEXT NOT NULL,
    -- 0 or the row's number from 1, table, name, label, right, what, and how long it took.
    answers TEXT NOT NULL,
    PRIMARY KEY (scenario, person)
);

-- Who is to be summed up again at which scenario.
CREATE TABLE figure_stale (
    person TEXT NOT NULL,
    scenario TEXT NOT NULL,
    PRIMARY KEY (person, scenario)
);

-- From here on what is the centre's own.
-- The order of texts is that of their bytes, as at a desk, whatever the database's language is.
ALTER TABLE figure_call ALTER COLUMN attempt TYPE TEXT COLLATE "C", ALTER COLUMN person TYPE TEXT COLLATE "C",
    ALTER COLUMN scenario TYPE TEXT COLLATE "C", ALTER COLUMN title TYPE TEXT COLLATE "C", ALTER COLUMN language TYPE TEXT COLLATE "C";
ALTER TABLE figure_standing ALTER COLUMN person TYPE TEXT COLLATE "C", ALTER COLUMN scenario TYPE TEXT COLLATE "C";
ALTER TABLE figure_person ALTER COLUMN person TYPE TEXT COLLATE "C";
ALTER TABLE figure_first ALTER COLUMN attempt TYPE TEXT COLLATE "C", ALTER COLUMN person TYPE TEXT COLLATE "C",
    ALTER COLUMN scenario TYPE TEXT COLLATE "C";
ALTER TABLE figure_stale ALTER COLUMN person TYPE TEXT COLLATE "C", ALTER COLUMN scenario TYPE TEXT COLLATE "C";

-- What a call came to, as `check` found it when it played the log again.
CREATE TABLE outcome (
    site TEXT NOT NULL,
    attempt TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (site, attempt),
    FOREIGN KEY (site, attempt) REFERENCES attempt (site, id) ON DELETE CASCADE
) PARTITION BY HASH (site);

DO $$
BEGIN
    FOR part IN 0..7 LOOP
        EXECUTE format('CREATE TABLE outcome_%1$s PARTITION OF outcome FOR VALUES WITH (MODULUS 8, REMAINDER %1$s)', part);
    END LOOP;
END
$$;

-- What a desk brings stands in the list at once, as the desk has it, and counts nowhere before it was played again.
CREATE FUNCTION list_attempt() RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = steadyline, pg_temp AS
$$
DECLARE
    h JSONB := NEW.header;
BEGIN
    INSERT INTO figure_call
    SELECT
        a.site, a.id, floor(extract(epoch FROM a.placed_at) * 1000000)::BIGINT, a.person, a.kind, a.pack, a.scenario, a.title, a.mode,
        COALESCE(h ->> 'locale', ''), left(COALESCE(h ->> 'scenario_hash', h ->> 'drill_hash', ''), 16), 1, 0, a.length_ms,
        COALESCE(a.records, -1), COALESCE(a.routing, -1), COALESCE(a.composure, -1), COALESCE(a.procedure, -1), 0, 0, 0, 0,
        a.critical_customer + a.critical_business + a.critical_compliance, a.passed::INT, 0, 0, 0
    FROM attempt a WHERE a.site = NEW.site AND a.id = NEW.id;
    RETURN NULL;
END
$$;

CREATE TRIGGER sealed_is_listed AFTER INSERT ON sealed FOR EACH ROW EXECUTE FUNCTION list_attempt();

-- What is taken out leaves the figures: the rest of a person's calls at that scenario is summed up again by the next `check`.
CREATE FUNCTION unlist_attempt() RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = steadyline, pg_temp AS
$$
BEGIN
    DELETE FROM figure_call WHERE site = OLD.site AND attempt = OLD.id;
    DELETE FROM figure_ruled WHERE site = OLD.site AND attempt = OLD.id;
    DELETE FROM figure_standing WHERE person = OLD.person AND scenario = OLD.scenario;
    DELETE FROM figure_first WHERE person = OLD.person AND scenario = OLD.scenario;
    IF EXISTS (SELECT FROM figure_call WHERE person = OLD.person) THEN
        INSERT INTO figure_stale VALUES (OLD.person, OLD.scenario) ON CONFLICT DO NOTHING;
    ELSE
        DELETE FROM figure_person WHERE person = OLD.person;
        DELETE FROM figure_stale WHERE person = OLD.person;
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER attempt_is_unlisted AFTER DELETE ON attempt FOR EACH ROW EXECUTE FUNCTION unlist_attempt();

-- The attempts of before are listed now, and judged again by the next `check`, for their figures.
INSERT INTO figure_call
SELECT
    a.site, a.id, floor(extract(epoch FROM a.placed_at) * 1000000)::BIGINT, a.person, a.kind, a.pack, a.scenario, a.title, a.mode,
    COALESCE(s.header::JSONB ->> 'locale', ''),
    left(COALESCE(s.header::JSONB ->> 'scenario_hash', s.header::JSONB ->> 'drill_hash', ''), 16), 1, 0, a.length_ms,
    COALESCE(a.records, -1), COALESCE(a.routing, -1), COALESCE(a.composure, -1), COALESCE(a.procedure, -1), 0, 0, 0, 0,
    a.critical_customer + a.critical_business + a.critical_compliance, a.passed::INT, 0, 0, 0
FROM attempt a JOIN sealed s USING (site, id);
UPDATE attempt SET checked_at = NULL WHERE checked_at IS NOT NULL;

REVOKE ALL ON figure_word, figure_call, figure_ruled, figure_standing, figure_person, figure_first, figure_stale, outcome FROM PUBLIC;
REVOKE ALL ON FUNCTION list_attempt, unlist_attempt FROM PUBLIC;
GRANT SELECT ON figure_word, figure_call, figure_ruled, figure_standing, figure_person, figure_first, figure_stale, outcome
TO steadyline_supervisor, steadyline_administrator;
GRANT INSERT, UPDATE, DELETE ON figure_word, figure_call, figure_standing, figure_person, figure_first, figure_stale, outcome
TO steadyline_administrator;
