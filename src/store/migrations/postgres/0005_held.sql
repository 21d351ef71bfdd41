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
    JOIN attempt a ON a.person = w.name AND a.pack = s.pack AND a.scenario = s.scenario
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
