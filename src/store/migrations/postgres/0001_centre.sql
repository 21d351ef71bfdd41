-- The centre's database: the attempts of many desks. Every key carries the site, so that all rows of a desk lie together:
-- in one partition here, on one machine where the database is spread over several.
--
-- Desks have no right on any table. They call `hello`, `missing_texts`, `take_texts`, `take_files` and `take`, which look at
-- who has signed in, and write for that desk alone.

-- Who may bring attempts. A login is bound to the site that it first brings attempts of.
CREATE TABLE enrolment (
    role TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    site TEXT UNIQUE,
    -- The next key that is shown is taken as the desk's.
    takes_key BOOLEAN NOT NULL DEFAULT true
);

CREATE TABLE desk (
    site TEXT NOT NULL PRIMARY KEY,
    -- The latest is the one in use; older ones have signed older attempts.
    keys TEXT[] NOT NULL DEFAULT '{}',
    -- Everything up to this number has been taken.
    last_number BIGINT NOT NULL DEFAULT 0,
    last_place TIMESTAMPTZ,
    -- What is added to the desk's clock to get the centre's.
    clock_off INTERVAL NOT NULL DEFAULT '0',
    first_seen TIMESTAMPTZ NOT NULL DEFAULT now(),
    last_seen TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE TABLE attempt (
    site TEXT NOT NULL,
    id TEXT NOT NULL,
    -- Counts the desk's finished attempts.
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    person TEXT NOT NULL,
    pack TEXT NOT NULL,
    scenario TEXT NOT NULL,
    title TEXT NOT NULL,
    mode TEXT NOT NULL,
    twin BOOLEAN NOT NULL,
    pack_version TEXT,
    -- By the desk's clock, as the log has them.
    started_at TEXT NOT NULL,
    finished_at TEXT NOT NULL,
    ending TEXT,
    length_ms BIGINT NOT NULL,
    records BIGINT,
    routing BIGINT,
    composure BIGINT,
    procedure BIGINT,
    critical_customer BIGINT NOT NULL,
    critical_business BIGINT NOT NULL,
    critical_compliance BIGINT NOT NULL,
    passed BOOLEAN NOT NULL,
    received_at TIMESTAMPTZ NOT NULL,
    -- Where it stands among a person's attempts: the end of the attempt by the centre's clock, never before the desk's
    -- attempt before it and never later than it was received.
    placed_at TIMESTAMPTZ NOT NULL,
    checked_at TIMESTAMPTZ,
    verdict TEXT,
    faults TEXT[],
    PRIMARY KEY (site, id),
    UNIQUE (site, number)
) PARTITION BY HASH (site);

CREATE INDEX attempt_by_person ON attempt (person, placed_at);
CREATE INDEX attempt_by_scenario ON attempt (pack, scenario, placed_at);
CREATE INDEX attempt_unchecked ON attempt (site, number) WHERE checked_at IS NULL;

-- The log as it was sealed. Beside the list, which is read far more often.
CREATE TABLE sealed (
    site TEXT NOT NULL,
    id TEXT NOT NULL,
    header TEXT NOT NULL,
    -- One action a line.
    lines TEXT NOT NULL,
    seal TEXT NOT NULL,
    PRIMARY KEY (site, id),
    FOREIGN KEY (site, id) REFERENCES attempt (site, id) ON DELETE CASCADE
) PARTITION BY HASH (site);

-- The files of packs as they were. They carry the site too: no desk can put another text under a hash for others.
CREATE TABLE pack_text (
    site TEXT NOT NULL,
    hash TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (site, hash)
) PARTITION BY HASH (site);

CREATE TABLE pack_file (
    site TEXT NOT NULL,
    version TEXT NOT NULL,
    path TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (site, version, path),
    FOREIGN KEY (site, text) REFERENCES pack_text (site, hash)
) PARTITION BY HASH (site);

DO $$
BEGIN
    FOR part IN 0..7 LOOP
        FOR tbl IN 0..3 LOOP
            EXECUTE format(
                'CREATE TABLE %1$I PARTITION OF %2$I FOR VALUES WITH (MODULUS 8, REMAINDER %3$s)',
                (ARRAY['attempt', 'sealed', 'pack_text', 'pack_file'])[tbl + 1] || '_' || part,
                (ARRAY['attempt', 'sealed', 'pack_text', 'pack_file'])[tbl + 1],
                part
            );
        END LOOP;
    END LOOP;
END
$$;

-- Versions of packs that the administrator has had: whoever practises by other rules is told from the rest.
CREATE TABLE known_pack (
    version TEXT NOT NULL PRIMARY KEY,
    pack TEXT NOT NULL,
    since TIMESTAMPTZ NOT NULL DEFAULT now()
);

-- The version of these tables, for whoever may not look.
CREATE FUNCTION tables_version() RETURNS BIGINT LANGUAGE sql STABLE SECURITY DEFINER SET search_path = steadyline, pg_temp AS
'SELECT COALESCE(max(version), 0) FROM steadyline._sqlx_migrations WHERE success';

-- The login's own desk. Nothing is said of others.
CREATE FUNCTION own_desk(of_site TEXT) RETURNS desk LANGUAGE plpgsql SECURITY DEFINER SET search_path = steadyline, pg_temp AS
$$
DECLARE
    own enrolment%ROWTYPE;
    its desk%ROWTYPE;
BEGIN
    SELECT * INTO own FROM enrolment WHERE role = session_user;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no desk has this login' USING ERRCODE = 'SL001';
    END IF;
    IF own.site IS DISTINCT FROM of_site THEN
        RAISE EXCEPTION 'this login is another desk''s' USING ERRCODE = 'SL002';
    END IF;
    -- Whoever comes for the same desk at the same time waits here.
    SELECT * INTO its FROM desk WHERE site = of_site FOR UPDATE;
    RETURN its;
END
$$;

-- By what the attempt with a number is known again: a hash of its seal. Nothing where there is none.
CREATE FUNCTION mark_of(of_site TEXT, n BIGINT) RETURNS TEXT LANGUAGE sql SET search_path = steadyline, pg_temp AS
'SELECT md5(s.seal) FROM attempt a JOIN sealed s USING (site, id) WHERE a.site = of_site AND a.number = n';

-- A desk says who it is and what time it has there; it learns how much of it has been taken.
CREATE FUNCTION hello(of_site TEXT, of_key TEXT, its_clock TIMESTAMPTZ, OUT taken BIGINT, OUT mark TEXT)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = steadyline, pg_temp AS
$$
DECLARE
    own enrolment%ROWTYPE;
    its desk%ROWTYPE;
BEGIN
    SELECT * INTO own FROM enrolment WHERE role = session_user FOR UPDATE;
    IF own.role IS NOT NULL AND own.site IS NULL THEN
        IF EXISTS (SELECT FROM enrolment WHERE site = of_site) THEN
            RAISE EXCEPTION 'this desk has another login' USING ERRCODE = 'SL003';
        END IF;
        UPDATE enrolment SET site = of_site WHERE role = session_user;
        INSERT INTO desk (site) VALUES (of_site) ON CONFLICT (site) DO NOTHING;
    END IF;
    its := own_desk(of_site);
    IF NOT (of_key = ANY (its.keys)) THEN
        IF NOT own.takes_key THEN
            RAISE EXCEPTION 'the key is another' USING ERRCODE = 'SL005';
        END IF;
        UPDATE enrolment SET takes_key = false WHERE role = session_user;
        UPDATE desk SET keys = keys || of_key WHERE site = of_site;
    END IF;
    UPDATE desk SET last_seen = clock_timestamp(), clock_off = clock_timestamp() - its_clock WHERE site = of_site;
    taken := its.last_number;
    mark := mark_of(of_site, its.last_number);
END
$$;

CREATE FUNCTION missing_texts(of_site TEXT, hashes TEXT[]) RETURNS SETOF TEXT
LANGUAGE plpgsql SECURITY DEFINER SET search_path = steadyline, pg_temp AS
$$
BEGIN
    PERFORM own_desk(of_site);
    RETURN QUERY SELECT h FROM unnest(hashes) AS h
    WHERE NOT EXISTS (SELECT FROM pack_text t WHERE t.site = of_site AND t.hash = h);
END
$$;

CREATE FUNCTION take_texts(of_site TEXT, hashes TEXT[], bodies TEXT[]) RETURNS VOID
LANGUAGE plpgsql SECURITY DEFINER SET search_path = steadyline, pg_temp AS
$$
BEGIN
    PERFORM own_desk(of_site);
    INSERT INTO pack_text SELECT of_site, t.hash, t.body FROM unnest(hashes, bodies) AS t (hash, body)
    ON CONFLICT DO NOTHING;
END
$$;

CREATE FUNCTION take_files(of_site TEXT, of_version TEXT, paths TEXT[], hashes TEXT[]) RETURNS VOID
LANGUAGE plpgsql SECURITY DEFINER SET search_path = steadyline, pg_temp AS
$$
BEGIN
    PERFORM own_desk(of_site);
    INSERT INTO pack_file SELECT of_site, of_version, t.path, t.hash FROM unnest(paths, hashes) AS t (path, hash)
    ON CONFLICT DO NOTHING;
END
$$;

-- Takes attempts, all or none, in order. What has been taken before is passed over if it is the same.
CREATE FUNCTION take(of_site TEXT, headers TEXT[], logs TEXT[], seals TEXT[]) RETURNS BIGINT
LANGUAGE plpgsql SECURITY DEFINER SET search_path = steadyline, pg_temp AS
$$
DECLARE
    own desk%ROWTYPE;
    -- Taken apart once, and asked two dozen times.
    s JSONB;
    h JSONB;
    place TIMESTAMPTZ;
    n BIGINT;
BEGIN
    own := own_desk(of_site);
    FOR i IN 1..cardinality(seals) LOOP
        s := seals[i];
        h := headers[i];
        n := (s ->> 'number')::BIGINT;
        IF s ->> 'site' IS DISTINCT FROM of_site THEN
            RAISE EXCEPTION 'the attempt is of another desk' USING ERRCODE = 'SL004';
        END IF;
        IF n <= own.last_number THEN
            IF mark_of(of_site, n) IS DISTINCT FROM md5(seals[i]) THEN
                RAISE EXCEPTION 'number % is another attempt here', n USING ERRCODE = 'SL006';
            END IF;
            CONTINUE;
        END IF;
        IF n <> own.last_number + 1 THEN
            RAISE EXCEPTION 'number % comes after %', n, own.last_number USING ERRCODE = 'SL007';
        END IF;
        place := GREATEST(
            LEAST((s ->> 'finished_at')::TIMESTAMPTZ + own.clock_off, clock_timestamp()),
            own.last_place + INTERVAL '1 microsecond'
        );
        INSERT INTO attempt VALUES (
            of_site, s ->> 'attempt', n,
            CASE WHEN h -> 'steadyline_drill' IS NULL THEN 'call' ELSE h ->> 'kind' END,
            h ->> 'person', h ->> 'pack', COALESCE(h ->> 'scenario', h ->> 'drill'), s ->> 'title', h ->> 'mode',
            COALESCE((h ->> 'twin')::BOOLEAN, false), s ->> 'files', h ->> 'started_at', s ->> 'finished_at',
            s #>> '{outcome,ending}', (s #>> '{outcome,length_ms}')::BIGINT,
            (s #>> '{outcome,records}')::BIGINT, (s #>> '{outcome,routing}')::BIGINT,
            (s #>> '{outcome,composure}')::BIGINT, (s #>> '{outcome,procedure}')::BIGINT,
            (s #>> '{outcome,critical_customer}')::BIGINT, (s #>> '{outcome,critical_business}')::BIGINT,
            (s #>> '{outcome,critical_compliance}')::BIGINT, (s #>> '{outcome,passed}')::BOOLEAN,
            clock_timestamp(), place
        );
        INSERT INTO sealed VALUES (of_site, s ->> 'attempt', headers[i], logs[i], seals[i]);
        own.last_number := n;
        own.last_place := place;
    END LOOP;
    UPDATE desk SET last_number = own.last_number, last_place = own.last_place, last_seen = clock_timestamp()
    WHERE site = of_site;
    RETURN own.last_number;
END
$$;

-- A login for a desk or a person. Run by whoever may make roles.
CREATE FUNCTION enrol(kind TEXT, of_name TEXT, password TEXT, OUT login TEXT) LANGUAGE plpgsql AS
$$
BEGIN
    login := 'steadyline_' || kind || '_' || of_name;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = login) THEN
        EXECUTE format('ALTER ROLE %I LOGIN PASSWORD %L', login, password);
    ELSE
        EXECUTE format('CREATE ROLE %I LOGIN PASSWORD %L', login, password);
    END IF;
    EXECUTE format('GRANT %I TO %I', 'steadyline_' || kind, login);
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), login);
    IF kind = 'desk' THEN
        INSERT INTO steadyline.enrolment (role, name) VALUES (login, of_name)
        ON CONFLICT (role) DO UPDATE SET takes_key = true;
    END IF;
END
$$;

-- The roles are the cluster's: another database of it may have made them already.
DO $$
DECLARE
    wanted TEXT;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['steadyline_desk', 'steadyline_supervisor', 'steadyline_administrator'] LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
    END LOOP;
END
$$;

REVOKE ALL ON SCHEMA steadyline FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA steadyline FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA steadyline FROM PUBLIC;
GRANT USAGE ON SCHEMA steadyline TO steadyline_desk, steadyline_supervisor, steadyline_administrator;
GRANT EXECUTE ON FUNCTION tables_version() TO steadyline_desk, steadyline_supervisor, steadyline_administrator;
GRANT EXECUTE ON FUNCTION hello, missing_texts, take_texts, take_files, take TO steadyline_desk;
GRANT SELECT ON attempt, sealed, desk, enrolment, pack_text, pack_file, known_pack
TO steadyline_supervisor, steadyline_administrator;
GRANT UPDATE (checked_at, verdict, faults) ON attempt TO steadyline_administrator;
GRANT INSERT ON known_pack TO steadyline_administrator;
