-- What holds over all desks.

-- How many attempts other sites have brought of people at what is assigned to them: a number, and nothing else of them. It is told
-- of assignments with a limit alone, of the people whom the desk is for, and where there is any. What was begun before it was
-- assigned counts not, by the centre's clock; nor does a twin.
CREATE FUNCTION taken_elsewhere(of_site TEXT)
RETURNS TABLE (assignment TEXT, site TEXT, person TEXT, name TEXT, pack TEXT, scenario TEXT, attempts BIGINT)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = steadyline, pg_temp AS
$$
DECLARE
    own TEXT[];
BEGIN
    PERFORM own_site(of_site);
    SELECT e.teams INTO own FROM enrolment e WHERE e.site = of_site;
    RETURN QUERY
    WITH team_of AS (
        -- People by their keys, with the names of their teams.
        SELECT q.key, q.body ->> 'name' AS name, t.key AS team, t.body ->> 'name' AS team_name
        FROM news q JOIN news t ON t.kind = 'team' AND q.body -> 'teams' ? t.key
        WHERE q.kind = 'person'
    ), limited AS (
        SELECT n.key, n.site, n.body, n.body ->> 'mode' AS mode, (n.body ->> 'made_at')::TIMESTAMPTZ AS made_at
        FROM news n
        WHERE n.kind = 'assignment' AND (n.body ->> 'attempts') IS NOT NULL AND NOT (n.body ->> 'withdrawn')::BOOLEAN
    ), whom AS (
        SELECT l.key AS assignment, p ->> 'id' AS person, COALESCE(q.body ->> 'name', p ->> 'name') AS name
        FROM limited l CROSS JOIN jsonb_array_elements(l.body -> 'people') p
        LEFT JOIN news q ON q.kind = 'person' AND q.key = p ->> 'id'
        UNION
        SELECT l.key, m.key, m.name
        FROM limited l CROSS JOIN jsonb_array_elements(l.body -> 'teams') t
        JOIN team_of m ON m.team = t ->> 'id' OR m.team_name = t ->> 'name'
    )
    SELECT l.key, l.site, w.person, w.name, s.pack, s.scenario, count(*)
    FROM limited l JOIN whom w ON w.assignment = l.key
    CROSS JOIN LATERAL (
        SELECT DISTINCT step ->> 'pack' AS pack, step ->> 'scenario' AS scenario
        FROM jsonb_array_elements(l.body -> 'steps') step
    ) s
    CROSS JOIN LATERAL names_of(w.name) AS known (name)
    JOIN attempt a ON a.person = known.name AND a.pack = s.pack AND a.scenario = s.scenario
    WHERE a.site <> of_site AND a.mode = l.mode AND NOT a.twin AND a.placed_at >= l.made_at
    -- A call of more than a day was put aside meanwhile.
    AND a.placed_at - make_interval(secs => LEAST(GREATEST(a.length_ms, 0), 86400000) / 1000.0) >= l.made_at
    AND (own IS NULL OR EXISTS (SELECT FROM team_of m WHERE m.key = w.person AND m.team_name = ANY (own)))
    GROUP BY l.key, l.site, w.person, w.name, s.pack, s.scenario;
END
$$;

REVOKE ALL ON FUNCTION taken_elsewhere FROM PUBLIC;
GRANT EXECUTE ON FUNCTION taken_elsewhere TO steadyline_desk, steadyline_supervisor, steadyline_administrator;

-- How far `check` has looked at each trail and found it whole. What comes behind a broken link counts nowhere.
CREATE TABLE trail_seen (
    site TEXT NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL,
    hash TEXT NOT NULL
);

-- Attempts about which something was said or decided that the figures do not have yet.
CREATE TABLE unsettled (
    attempt TEXT NOT NULL PRIMARY KEY
);

REVOKE ALL ON trail_seen, unsettled FROM PUBLIC;
GRANT SELECT ON trail_seen TO steadyline_supervisor, steadyline_administrator;
GRANT SELECT ON unsettled TO steadyline_administrator;
GRANT INSERT, UPDATE, DELETE ON trail_seen, unsettled, figure_ruled TO steadyline_administrator;

-- What a heat map reads of everybody stays in its row: looked for beside it, each person would be a search of its own.
ALTER TABLE figure_person SET (toast_tuple_target = 8160);
ALTER TABLE figure_person ALTER COLUMN points SET STORAGE MAIN;
ALTER TABLE figure_first SET (toast_tuple_target = 8160);
ALTER TABLE figure_first ALTER COLUMN answers SET STORAGE MAIN;

-- What people were called before. Attempts keep the name that they were sealed under; lists and figures show today's.
CREATE TABLE former_name (
    name TEXT NOT NULL PRIMARY KEY,
    -- The key of the person among the news.
    person TEXT NOT NULL
);

-- The names under which somebody has attempts: the one of today, and those of before that nobody else has now.
CREATE FUNCTION names_of(of_name TEXT) RETURNS SETOF TEXT LANGUAGE sql STABLE SECURITY DEFINER SET search_path = steadyline, pg_temp AS
$$
    SELECT of_name
    UNION
    SELECT f.name FROM former_name f JOIN news q ON q.kind = 'person' AND q.key = f.person
    WHERE q.body ->> 'name' = of_name
    AND NOT EXISTS (SELECT FROM news o WHERE o.kind = 'person' AND o.body ->> 'name' = f.name)
$$;

-- What whoever has attempts under a name is called today.
CREATE FUNCTION name_now(of_name TEXT) RETURNS TEXT LANGUAGE sql STABLE SET search_path = steadyline, pg_temp AS
$$
    SELECT COALESCE((
        SELECT q.body ->> 'name' FROM former_name f JOIN news q ON q.kind = 'person' AND q.key = f.person
        WHERE f.name = of_name AND NOT EXISTS (SELECT FROM news o WHERE o.kind = 'person' AND o.body ->> 'name' = of_name)
    ), of_name)
$$;

-- Lists and figures follow a new name. What both names have is summed up again.
CREATE FUNCTION follow_name() RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = steadyline, pg_temp AS
$$
DECLARE
    old_name TEXT := OLD.body ->> 'name';
    new_name TEXT := NEW.body ->> 'name';
BEGIN
    DELETE FROM former_name WHERE name = new_name AND person = NEW.key;
    INSERT INTO former_name VALUES (old_name, NEW.key) ON CONFLICT (name) DO UPDATE SET person = EXCLUDED.person;
    -- Two who change names with each other cannot be told apart by them.
    IF EXISTS (SELECT FROM news WHERE kind = 'person' AND key <> NEW.key AND body ->> 'name' IN (old_name, new_name)) THEN
        RETURN NULL;
    END IF;
    UPDATE site_person SET name = new_name WHERE name = old_name;
    UPDATE figure_call SET person = new_name WHERE person = old_name;
    DELETE FROM figure_standing WHERE person IN (old_name, new_name);
    DELETE FROM figure_first WHERE person IN (old_name, new_name);
    DELETE FROM figure_person WHERE person IN (old_name, new_name);
    DELETE FROM figure_stale WHERE person = old_name;
    INSERT INTO figure_stale SELECT DISTINCT person, scenario FROM figure_call WHERE person = new_name AND kind = 'call'
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;

CREATE TRIGGER name_is_followed AFTER UPDATE ON news FOR EACH ROW
WHEN (NEW.kind = 'person' AND OLD.body ->> 'name' <> NEW.body ->> 'name') EXECUTE FUNCTION follow_name();

CREATE OR REPLACE FUNCTION list_attempt() RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = steadyline, pg_temp AS
$$
DECLARE
    h JSONB := NEW.header;
BEGIN
    INSERT INTO figure_call
    SELECT
        a.site, a.id, floor(extract(epoch FROM a.placed_at) * 1000000)::BIGINT, name_now(a.person), a.kind, a.pack, a.scenario,
        a.title, a.mode, COALESCE(h ->> 'locale', ''), left(COALESCE(h ->> 'scenario_hash', h ->> 'drill_hash', ''), 16), 1, 0,
        a.length_ms, COALESCE(a.records, -1), COALESCE(a.routing, -1), COALESCE(a.composure, -1), COALESCE(a.procedure, -1), 0, 0,
        0, 0, a.critical_customer + a.critical_business + a.critical_compliance, a.passed::INT, 0, 0, 0
    FROM attempt a WHERE a.site = NEW.site AND a.id = NEW.id;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION unlist_attempt() RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = steadyline, pg_temp AS
$$
DECLARE
    whose TEXT;
BEGIN
    DELETE FROM figure_call WHERE site = OLD.site AND attempt = OLD.id RETURNING person INTO whose;
    whose := COALESCE(whose, OLD.person);
    DELETE FROM figure_ruled WHERE site = OLD.site AND attempt = OLD.id;
    DELETE FROM figure_standing WHERE person = whose AND scenario = OLD.scenario;
    DELETE FROM figure_first WHERE person = whose AND scenario = OLD.scenario;
    IF EXISTS (SELECT FROM figure_call WHERE person = whose) THEN
        INSERT INTO figure_stale VALUES (whose, OLD.scenario) ON CONFLICT DO NOTHING;
    ELSE
        DELETE FROM figure_person WHERE person = whose;
        DELETE FROM figure_stale WHERE person = whose;
    END IF;
    RETURN NULL;
END
$$;

-- Who is forgotten has no name here any more, nor the ones of before.
CREATE OR REPLACE FUNCTION erase_person(of_person TEXT) RETURNS BIGINT
LANGUAGE plpgsql SECURITY DEFINER SET search_path = steadyline, pg_temp AS
$$
DECLARE
    names TEXT[];
    gone news%ROWTYPE;
    own TEXT;
    erased BIGINT := 0;
BEGIN
    PERFORM FROM house FOR UPDATE;
    SELECT array_agg(n) INTO names FROM names_of(of_person) AS n;
    FOR gone IN SELECT * FROM news WHERE kind = 'person' AND body ->> 'name' = of_person LOOP
        UPDATE news SET body = NULL, place = next_place() WHERE kind = 'person' AND key = gone.key;
    END LOOP;
    FOREACH own IN ARRAY names LOOP
        UPDATE news SET body = jsonb_set(body, '{people}', COALESCE((
            SELECT jsonb_agg(p) FROM jsonb_array_elements(body -> 'people') p WHERE p ->> 'name' IS DISTINCT FROM own
        ), '[]')) WHERE kind = 'assignment' AND body -> 'people' @> jsonb_build_array(jsonb_build_object('name', own));
        erased := erased + erase(own, NULL);
    END LOOP;
    DELETE FROM site_person WHERE name = ANY (names);
    DELETE FROM former_name WHERE name = ANY (names);
    RETURN erased;
END
$$;

REVOKE ALL ON former_name FROM PUBLIC;
REVOKE ALL ON FUNCTION names_of, name_now, follow_name FROM PUBLIC;
GRANT EXECUTE ON FUNCTION names_of TO steadyline_administrator;
