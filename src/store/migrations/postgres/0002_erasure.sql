-- People who are to be forgotten, and attempts that are too old, are taken out with their logs. Two things stay: how many calls
-- of each scenario were taken in a month and how they went, of nobody in particular and without the desk; and of each attempt
-- that is gone its number at its desk and the hash of its seal, so that the desk's chain goes on and nothing comes twice.

CREATE TABLE erased (
    site TEXT NOT NULL,
    number BIGINT NOT NULL,
    -- As `mark_of` tells it.
    mark TEXT NOT NULL,
    PRIMARY KEY (site, number)
) PARTITION BY HASH (site);

DO $$
BEGIN
    FOR part IN 0..7 LOOP
        EXECUTE format('CREATE TABLE erased_%1$s PARTITION OF erased FOR VALUES WITH (MODULUS 8, REMAINDER %1$s)', part);
    END LOOP;
END
$$;

-- Sums and counts of attempts that are gone: a number of a scorecard that could not be had in a call counts in neither.
CREATE TABLE bygone (
    month DATE NOT NULL,
    pack TEXT NOT NULL,
    scenario TEXT NOT NULL,
    kind TEXT NOT NULL,
    mode TEXT NOT NULL,
    twin BOOLEAN NOT NULL,
    attempts BIGINT NOT NULL,
    passed BIGINT NOT NULL,
    length_ms NUMERIC NOT NULL,
    records NUMERIC NOT NULL,
    of_records BIGINT NOT NULL,
    routing NUMERIC NOT NULL,
    of_routing BIGINT NOT NULL,
    composure NUMERIC NOT NULL,
    of_composure BIGINT NOT NULL,
    procedure NUMERIC NOT NULL,
    of_procedure BIGINT NOT NULL,
    critical_customer NUMERIC NOT NULL,
    critical_business NUMERIC NOT NULL,
    critical_compliance NUMERIC NOT NULL,
    PRIMARY KEY (month, pack, scenario, kind, mode, twin)
);

-- What people may read of it. Of a month with few calls somebody may still know who took them.
CREATE VIEW bygone_months AS SELECT * FROM bygone WHERE attempts >= 5;

-- That something was taken out, when, by whom and how much; not of whom.
CREATE TABLE erasure (
    at TIMESTAMPTZ NOT NULL DEFAULT now(),
    by_login TEXT NOT NULL DEFAULT session_user,
    -- 'person' or 'age'.
    reason TEXT NOT NULL,
    attempts BIGINT NOT NULL
);

CREATE OR REPLACE FUNCTION mark_of(of_site TEXT, n BIGINT) RETURNS TEXT LANGUAGE sql SET search_path = steadyline, pg_temp AS
'SELECT md5(s.seal) FROM attempt a JOIN sealed s USING (site, id) WHERE a.site = of_site AND a.number = n
UNION ALL SELECT e.mark FROM erased e WHERE e.site = of_site AND e.number = n';

-- A desk says that the attempt with its next number was let go there before it was brought. Nothing is known of it but that.
CREATE FUNCTION pass_over(of_site TEXT, n BIGINT) RETURNS BIGINT
LANGUAGE plpgsql SECURITY DEFINER SET search_path = steadyline, pg_temp AS
$$
DECLARE
    own desk%ROWTYPE;
BEGIN
    own := own_desk(of_site);
    IF n > own.last_number + 1 THEN
        RAISE EXCEPTION 'number % comes after %', n, own.last_number USING ERRCODE = 'SL007';
    END IF;
    IF n = own.last_number + 1 THEN
        INSERT INTO erased VALUES (of_site, n, '');
        UPDATE desk SET last_number = n, last_seen = clock_timestamp() WHERE site = of_site;
    END IF;
    RETURN GREATEST(n, own.last_number);
END
$$;

-- Takes out what a person has done, or what was placed before a time: whichever is not null.
CREATE FUNCTION erase(of_person TEXT, placed_before TIMESTAMPTZ) RETURNS BIGINT
LANGUAGE plpgsql SECURITY DEFINER SET search_path = steadyline, pg_temp AS
$$
DECLARE
    n BIGINT;
BEGIN
    WITH gone AS (
        DELETE FROM attempt WHERE person = of_person OR placed_at < placed_before RETURNING *
    ), marks AS (
        -- The logs go with their attempts at the end of the statement: here they can still be seen.
        INSERT INTO erased SELECT g.site, g.number, md5(s.seal) FROM gone g JOIN sealed s USING (site, id)
    ), sums AS (
        INSERT INTO bygone AS b
        SELECT
            date_trunc('month', placed_at AT TIME ZONE 'UTC')::DATE, pack, scenario, kind, mode, twin,
            count(*), count(*) FILTER (WHERE passed), sum(length_ms),
            COALESCE(sum(records), 0), count(records), COALESCE(sum(routing), 0), count(routing),
            COALESCE(sum(composure), 0), count(composure), COALESCE(sum(procedure), 0), count(procedure),
            sum(critical_customer), sum(critical_business), sum(critical_compliance)
        FROM gone GROUP BY 1, 2, 3, 4, 5, 6
        ON CONFLICT (month, pack, scenario, kind, mode, twin) DO UPDATE SET
            attempts = b.attempts + EXCLUDED.attempts,
            passed = b.passed + EXCLUDED.passed,
            length_ms = b.length_ms + EXCLUDED.length_ms,
            records = b.records + EXCLUDED.records,
            of_records = b.of_records + EXCLUDED.of_records,
            routing = b.routing + EXCLUDED.routing,
            of_routing = b.of_routing + EXCLUDED.of_routing,
            composure = b.composure + EXCLUDED.composure,
            of_composure = b.of_composure + EXCLUDED.of_composure,
            procedure = b.procedure + EXCLUDED.procedure,
            of_procedure = b.of_procedure + EXCLUDED.of_procedure,
            critical_customer = b.critical_customer + EXCLUDED.critical_customer,
            critical_business = b.critical_business + EXCLUDED.critical_business,
            critical_compliance = b.critical_compliance + EXCLUDED.critical_compliance
    )
    SELECT count(*) INTO n FROM gone;
    IF n > 0 THEN
        INSERT INTO erasure (reason, attempts) VALUES (CASE WHEN of_person IS NULL THEN 'age' ELSE 'person' END, n);
    END IF;
    RETURN n;
END
$$;

CREATE FUNCTION erase_person(of_person TEXT) RETURNS BIGINT LANGUAGE sql SECURITY DEFINER SET search_path = steadyline, pg_temp AS
'SELECT erase(of_person, NULL)';

-- For a job that runs every night: nothing older than `age` stays.
CREATE FUNCTION erase_older(age INTERVAL) RETURNS BIGINT LANGUAGE plpgsql SECURITY DEFINER SET search_path = steadyline, pg_temp AS
$$
BEGIN
    -- A slip of the pen must not take out what came today.
    IF now() - age > now() - INTERVAL '1 day' THEN
        RAISE EXCEPTION 'less than a day is no age' USING ERRCODE = '22023';
    END IF;
    RETURN erase(NULL, now() - age);
END
$$;

REVOKE ALL ON erased, bygone, bygone_months, erasure FROM PUBLIC;
REVOKE ALL ON FUNCTION erase, erase_person, erase_older, pass_over FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pass_over TO steadyline_desk;
GRANT SELECT ON bygone_months TO steadyline_supervisor, steadyline_administrator;
GRANT SELECT ON erased, erasure TO steadyline_administrator;
GRANT EXECUTE ON FUNCTION erase_person, erase_older TO steadyline_administrator;

-- Which of these attempts of a desk stand here otherwise than the desk has them, in their logs or in the list. The desk sends
-- hashes and learns numbers: it still reads nothing. What was erased does not differ.
CREATE FUNCTION differing(of_site TEXT, numbers BIGINT[], hashes TEXT[]) RETURNS SETOF BIGINT
LANGUAGE plpgsql SECURITY DEFINER SET search_path = steadyline, pg_temp AS
$$
BEGIN
    PERFORM own_desk(of_site);
    RETURN QUERY
    SELECT t.n FROM unnest(numbers, hashes) AS t (n, hash)
    WHERE NOT EXISTS (SELECT FROM erased e WHERE e.site = of_site AND e.number = t.n)
    AND NOT EXISTS (
        SELECT FROM attempt a JOIN sealed l USING (site, id) WHERE a.site = of_site AND a.number = t.n
        AND CASE WHEN encode(sha256(convert_to(concat_ws(E'\n', l.header, l.lines, l.seal), 'UTF8')), 'hex') = t.hash
            THEN as_sealed(a, l.header::JSONB, l.seal::JSONB) ELSE false END
    )
    ORDER BY t.n;
END
$$;

CREATE FUNCTION as_sealed(a attempt, h JSONB, s JSONB) RETURNS BOOLEAN LANGUAGE sql SET search_path = steadyline, pg_temp AS
$$
    SELECT ROW(
        a.person, a.pack, a.scenario, a.title, a.finished_at, a.ending, a.length_ms, a.records, a.routing, a.composure,
        a.procedure, a.critical_customer, a.critical_business, a.critical_compliance, a.passed
    ) IS NOT DISTINCT FROM ROW(
        h ->> 'person', h ->> 'pack', COALESCE(h ->> 'scenario', h ->> 'drill'), s ->> 'title', s ->> 'finished_at',
        s #>> '{outcome,ending}', (s #>> '{outcome,length_ms}')::BIGINT, (s #>> '{outcome,records}')::BIGINT,
        (s #>> '{outcome,routing}')::BIGINT, (s #>> '{outcome,composure}')::BIGINT, (s #>> '{outcome,procedure}')::BIGINT,
        (s #>> '{outcome,critical_customer}')::BIGINT, (s #>> '{outcome,critical_business}')::BIGINT,
        (s #>> '{outcome,critical_compliance}')::BIGINT, (s #>> '{outcome,passed}')::BOOLEAN
    )
$$;

REVOKE ALL ON FUNCTION differing, as_sealed FROM PUBLIC;
GRANT EXECUTE ON FUNCTION differing TO steadyline_desk;
