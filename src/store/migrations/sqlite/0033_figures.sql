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

-- From here on what is a desk's own. The attempts of before: what was kept of their calls is summed up at first use.
INSERT INTO figure_call
SELECT
    a.site, a.id,
    COALESCE(CAST(strftime('%s', a.started_at) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', a.started_at), 4) AS INTEGER) * 1000, -1),
    p.name, a.kind, a.pack, a.scenario, a.title, a.mode, COALESCE(json_extract(a.header, '$.locale'), ''),
    substr(COALESCE(json_extract(a.header, '$.scenario_hash'), json_extract(a.header, '$.drill_hash'), ''), 1, 16),
    a.finished_at IS NOT NULL, o.attempt IS NOT NULL AND a.finished_at IS NOT NULL, COALESCE(a.length_ms, -1),
    COALESCE(CASE WHEN r.attempt IS NULL THEN a.records ELSE n1.ruled END, -1),
    COALESCE(CASE WHEN r.attempt IS NULL THEN a.routing ELSE n2.ruled END, -1),
    COALESCE(CASE WHEN r.attempt IS NULL THEN a.composure ELSE n3.ruled END, -1),
    COALESCE(CASE WHEN r.attempt IS NULL THEN a.procedure ELSE n4.ruled END, -1),
    COALESCE(CASE WHEN r.attempt IS NULL THEN n1.score ELSE n1.ruled END < n1.pass, 0),
    COALESCE(CASE WHEN r.attempt IS NULL THEN n2.score ELSE n2.ruled END < n2.pass, 0),
    COALESCE(CASE WHEN r.attempt IS NULL THEN n3.score ELSE n3.ruled END < n3.pass, 0),
    COALESCE(CASE WHEN r.attempt IS NULL THEN n4.score ELSE n4.ruled END < n4.pass, 0),
    COALESCE(r.critical, COALESCE(a.critical_customer, 0) + COALESCE(a.critical_business, 0) + COALESCE(a.critical_compliance, 0)),
    COALESCE(r.passed, a.passed, -1),
    r.attempt IS NOT NULL,
    EXISTS (SELECT 1 FROM audit x WHERE x.site = a.site AND x.attempt = a.id AND x.kind <> 'retained' AND x.actor <> a.person),
    (SELECT COUNT(*) FROM audit x WHERE x.site = a.site AND x.attempt = a.id AND x.kind = 'appealed' AND NOT EXISTS (
        SELECT 1 FROM audit y WHERE y.site = a.site AND y.attempt = a.id AND y.kind = 'ruled' AND json_extract(y.facts, '$.appeal') = x.id
    ))
FROM attempt a
JOIN person p ON p.site = a.site AND p.id = a.person
LEFT JOIN outcome o ON o.site = a.site AND o.attempt = a.id AND o.body LIKE '{"version":1,%'
LEFT JOIN ruled_attempt r ON r.site = a.site AND r.attempt = a.id
LEFT JOIN number_score n1 ON n1.site = a.site AND n1.attempt = a.id AND n1.number = 'records'
LEFT JOIN number_score n2 ON n2.site = a.site AND n2.attempt = a.id AND n2.number = 'routing'
LEFT JOIN number_score n3 ON n3.site = a.site AND n3.attempt = a.id AND n3.number = 'composure'
LEFT JOIN number_score n4 ON n4.site = a.site AND n4.attempt = a.id AND n4.number = 'procedure'
WHERE a.rewound_of IS NULL AND p.name <> '–';

INSERT INTO figure_ruled
SELECT a.site, a.attempt, a.criterion, json_extract(a.facts, '$.earned') FROM audit a
JOIN figure_call c ON c.site = a.site AND c.attempt = a.attempt
WHERE (a.kind = 'overridden' OR (a.kind = 'ruled' AND json_extract(a.facts, '$.upheld')))
AND NOT EXISTS (
    SELECT 1 FROM audit b WHERE b.site = a.site AND b.attempt = a.attempt AND b.criterion = a.criterion AND b.seq > a.seq
    AND (b.kind IN ('overridden', 'override-withdrawn') OR (b.kind = 'ruled' AND json_extract(b.facts, '$.upheld')))
);

INSERT INTO figure_stale SELECT DISTINCT person, scenario FROM figure_call WHERE kind = 'call';
