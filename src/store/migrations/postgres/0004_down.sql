-- What comes down to desks, and what supervisors and trainees say about attempts.
--
-- The administrator publishes people, teams and versions of packs, supervisors what they assign. All of it is news: each
-- thing stands once, under the place at which it was last changed, and a desk asks for what stands behind the last place that it
-- has seen. Entries of audit trails come up site by site, in the order of their chains, and are told in the order in which they
-- came. Logins still have no right on these tables: they call functions that look at who has signed in.

CREATE TABLE house (
    one BOOLEAN NOT NULL PRIMARY KEY DEFAULT true CHECK (one),
    -- Tells this centre from any other.
    id TEXT NOT NULL DEFAULT gen_random_uuid()::TEXT,
    -- The site of the data folder in which people are kept.
    people TEXT,
    last_place BIGINT NOT NULL DEFAULT 0
);

INSERT INTO house DEFAULT VALUES;

-- Whoever writes something that has a place waits here for whoever came before, so that places are seen in their order. They
-- follow the clock: after a backup was put back, what comes stands behind all that was told before.
CREATE FUNCTION next_place() RETURNS BIGINT LANGUAGE sql SET search_path = steadyline, pg_temp AS
'UPDATE house SET last_place = GREATEST(last_place + 1, (extract(epoch FROM clock_timestamp()) * 1000000)::BIGINT)
RETURNING last_place';

-- The data folders that people come from who are no desk. A login is bound to the site that it first comes with.
CREATE TABLE seat (
    role TEXT NOT NULL PRIMARY KEY,
    site TEXT NOT NULL UNIQUE,
    last_seen TIMESTAMPTZ NOT NULL DEFAULT now()
);

-- A desk may be for some teams alone; null is for all.
ALTER TABLE enrolment ADD COLUMN teams TEXT[];

CREATE TABLE news (
    -- team, person, assignment, pack
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    -- Where it comes from.
    site TEXT NOT NULL,
    place BIGINT NOT NULL UNIQUE,
    -- Null is gone.
    body JSONB,
    PRIMARY KEY (kind, key)
);

-- Entries of audit trails. The database keeps them as they were written and cannot judge their hashes: whoever reads them does.
CREATE TABLE entry (
    site TEXT NOT NULL,
    seq BIGINT NOT NULL,
    id TEXT NOT NULL,
    -- Everything that its hash is made of, as JSON.
    body JSONB NOT NULL,
    before TEXT NOT NULL,
    hash TEXT NOT NULL,
    -- Brought by a desk, and not by a supervisor or administrator.
    by_desk BOOLEAN NOT NULL,
    -- The attempt that it is about, and whose desk's that is; empty and null where there is none here.
    attempt TEXT NOT NULL,
    attempt_site TEXT,
    private BOOLEAN NOT NULL,
    place BIGINT NOT NULL,
    PRIMARY KEY (site, seq),
    UNIQUE (site, id)
);

CREATE INDEX entry_by_place ON entry (place);
CREATE INDEX entry_of_attempt ON entry (attempt) WHERE attempt <> '';

-- What people wrote. It goes with the attempt that it is about.
CREATE TABLE entry_words (
    site TEXT NOT NULL,
    seq BIGINT NOT NULL,
    salt TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (site, seq),
    FOREIGN KEY (site, seq) REFERENCES entry (site, seq)
);

-- What people are called whom entries name by their keys.
CREATE TABLE site_person (
    site TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (site, id)
);

CREATE INDEX attempt_by_id ON attempt (id);

-- What a login is for; empty where it is for nothing.
CREATE FUNCTION who() RETURNS TEXT LANGUAGE sql STABLE SECURITY DEFINER SET search_path = steadyline, pg_temp AS
$$
    SELECT CASE
        WHEN EXISTS (SELECT FROM enrolment WHERE role = session_user) THEN 'desk'
        WHEN pg_has_role(session_user, 'steadyline_administrator', 'MEMBER') THEN 'administrator'
        WHEN pg_has_role(session_user, 'steadyline_supervisor', 'MEMBER') THEN 'supervisor'
        ELSE ''
    END
$$;

-- Whoever is no desk says which data folder they come from.
CREATE FUNCTION sit(of_site TEXT) RETURNS VOID LANGUAGE plpgsql SECURITY DEFINER SET search_path = steadyline, pg_temp AS
$$
BEGIN
    IF who() NOT IN ('supervisor', 'administrator') THEN
        RAISE EXCEPTION 'this login is no supervisor''s' USING ERRCODE = '42501';
    END IF;
    IF EXISTS (SELECT FROM desk WHERE site = of_site)
        OR EXISTS (SELECT FROM seat WHERE site = of_site AND role <> session_user) THEN
        RAISE EXCEPTION 'this data folder has another login' USING ERRCODE = 'SL003';
    END IF;
    INSERT INTO seat (role, site) VALUES (session_user, of_site) ON CONFLICT (role) DO UPDATE SET last_seen = now();
    PERFORM own_site(of_site);
EXCEPTION WHEN unique_violation THEN
    RAISE EXCEPTION 'this data folder has another login' USING ERRCODE = 'SL003';
END
$$;

-- What the login is for, if the site is its own.
CREATE FUNCTION own_site(of_site TEXT) RETURNS TEXT LANGUAGE plpgsql SECURITY DEFINER SET search_path = steadyline, pg_temp AS
$$
DECLARE
    kind TEXT := who();
BEGIN
    IF kind = 'desk' THEN
        PERFORM own_desk(of_site);
    ELSIF kind = '' OR NOT EXISTS (SELECT FROM seat WHERE role = session_user AND site = of_site) THEN
        RAISE EXCEPTION 'this login is another data folder''s' USING ERRCODE = 'SL008';
    END IF;
    RETURN kind;
END
$$;

-- People are kept in one data folder. Another one may take over.
CREATE FUNCTION keep_people(of_site TEXT, instead BOOLEAN) RETURNS VOID
LANGUAGE plpgsql SECURITY DEFINER SET search_path = steadyline, pg_temp AS
$$
BEGIN
    IF own_site(of_site) <> 'administrator' THEN
        RAISE EXCEPTION 'only an administrator publishes people' USING ERRCODE = '42501';
    END IF;
    UPDATE house SET people = of_site WHERE people IS NULL OR instead;
    IF NOT EXISTS (SELECT FROM house WHERE people = of_site) THEN
        RAISE EXCEPTION 'people are kept in another data folder' USING ERRCODE = 'SL009';
    END IF;
END
$$;

-- Publishes things of a kind: what stands here as it is given is passed over. Of what is given `whole`, the rest is gone.
CREATE FUNCTION publish(of_site TEXT, of_kind TEXT, keys TEXT[], bodies TEXT[], whole BOOLEAN) RETURNS BIGINT
LANGUAGE plpgsql SECURITY DEFINER SET search_path = steadyline, pg_temp AS
$$
DECLARE
    who TEXT := own_site(of_site);
    stands news%ROWTYPE;
    given JSONB;
    changed BIGINT := 0;
BEGIN
    IF who = 'desk' OR (of_kind <> 'assignment' AND who <> 'administrator') THEN
        RAISE EXCEPTION 'this login publishes no %', of_kind USING ERRCODE = '42501';
    END IF;
    IF of_kind NOT IN ('team', 'person', 'assignment', 'pack') THEN
        RAISE EXCEPTION 'nothing is known of a %', of_kind USING ERRCODE = '22023';
    END IF;
    IF of_kind IN ('team', 'person') THEN
        PERFORM keep_people(of_site, false);
    END IF;
    PERFORM FROM house FOR UPDATE;
    -- First what is gone: who comes back under another key is not gone.
    IF whole THEN
        FOR stands IN SELECT * FROM news WHERE kind = of_kind AND body IS NOT NULL AND NOT (key = ANY (keys)) LOOP
            UPDATE news SET body = NULL, place = next_place() WHERE kind = of_kind AND key = stands.key;
            changed := changed + 1;
        END LOOP;
    END IF;
    FOR i IN 1..COALESCE(cardinality(keys), 0) LOOP
        SELECT * INTO stands FROM news WHERE kind = of_kind AND key = keys[i];
        IF stands.key IS NOT NULL AND of_kind = 'assignment' AND stands.site <> of_site THEN
            RAISE EXCEPTION 'that was assigned from another data folder' USING ERRCODE = 'SL008';
        END IF;
        given := bodies[i];
        -- What somebody else has taken back meanwhile stays so.
        IF of_kind = 'assignment' AND (stands.body ->> 'withdrawn')::BOOLEAN THEN
            given := jsonb_set(given, '{withdrawn}', 'true');
        END IF;
        IF stands.key IS NULL OR (stands.body, stands.site) IS DISTINCT FROM (given, of_site) THEN
            INSERT INTO news VALUES (of_kind, keys[i], of_site, next_place(), given)
            ON CONFLICT (kind, key) DO UPDATE SET site = EXCLUDED.site, place = EXCLUDED.place, body = EXCLUDED.body;
            changed := changed + 1;
        END IF;
    END LOOP;
    RETURN changed;
END
$$;

-- An assignment may be taken back by any supervisor.
CREATE FUNCTION take_back(of_site TEXT, keys TEXT[]) RETURNS VOID
LANGUAGE plpgsql SECURITY DEFINER SET search_path = steadyline, pg_temp AS
$$
DECLARE
    gone news%ROWTYPE;
BEGIN
    IF own_site(of_site) = 'desk' THEN
        RAISE EXCEPTION 'a desk takes nothing back' USING ERRCODE = '42501';
    END IF;
    PERFORM FROM house FOR UPDATE;
    FOR gone IN SELECT * FROM news WHERE kind = 'assignment' AND key = ANY (keys) AND NOT (body ->> 'withdrawn')::BOOLEAN LOOP
        UPDATE news SET body = jsonb_set(gone.body, '{withdrawn}', 'true'), place = next_place()
        WHERE kind = 'assignment' AND key = gone.key;
    END LOOP;
END
$$;

-- Under what a reader's place in the news holds: another centre, or other teams for the desk, and it begins anew.
CREATE FUNCTION news_of(of_site TEXT) RETURNS TEXT LANGUAGE plpgsql SECURITY DEFINER SET search_path = steadyline, pg_temp AS
$$
BEGIN
    PERFORM own_site(of_site);
    RETURN (SELECT h.id FROM house h)
        || COALESCE((SELECT md5(e.teams::TEXT) FROM enrolment e WHERE e.site = of_site), '');
END
$$;

-- The next news, in order. A desk for some teams hears of their people, of who may judge, and of what is assigned to them; of the
-- rest it hears that it is gone.
CREATE FUNCTION news_after(of_site TEXT, after BIGINT, most INT)
RETURNS TABLE (place BIGINT, kind TEXT, key TEXT, site TEXT, body TEXT)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = steadyline, pg_temp AS
$$
DECLARE
    own TEXT[];
    team_keys TEXT[];
BEGIN
    PERFORM own_site(of_site);
    SELECT e.teams INTO own FROM enrolment e WHERE e.site = of_site;
    SELECT COALESCE(array_agg(n.key), '{}') INTO team_keys FROM news n
    WHERE n.kind = 'team' AND n.body ->> 'name' = ANY (own);
    RETURN QUERY
    SELECT n.place, n.kind, n.key, n.site, CASE WHEN own IS NULL OR CASE n.kind
        WHEN 'team' THEN n.key = ANY (team_keys)
        WHEN 'person' THEN n.body -> 'teams' ?| team_keys OR n.body -> 'roles' ?| ARRAY['supervisor', 'administrator']
        WHEN 'assignment' THEN
            EXISTS (SELECT FROM jsonb_array_elements(n.body -> 'teams') t WHERE t ->> 'name' = ANY (own))
            OR EXISTS (
                SELECT FROM jsonb_array_elements(n.body -> 'people') p
                JOIN news q ON q.kind = 'person' AND q.key = p ->> 'id' AND q.body -> 'teams' ?| team_keys
            )
        ELSE true
    END THEN n.body::TEXT END
    FROM news n WHERE n.place > after ORDER BY n.place LIMIT most;
END
$$;

-- The texts of a pack's version come before the version is published.
CREATE FUNCTION give_texts(of_site TEXT, hashes TEXT[], bodies TEXT[]) RETURNS VOID
LANGUAGE plpgsql SECURITY DEFINER SET search_path = steadyline, pg_temp AS
$$
BEGIN
    IF own_site(of_site) <> 'administrator' THEN
        RAISE EXCEPTION 'only an administrator publishes packs' USING ERRCODE = '42501';
    END IF;
    INSERT INTO pack_text SELECT of_site, t.hash, t.body FROM unnest(hashes, bodies) AS t (hash, body)
    ON CONFLICT DO NOTHING;
END
$$;

CREATE FUNCTION missing_gifts(of_site TEXT, hashes TEXT[]) RETURNS SETOF TEXT
LANGUAGE plpgsql SECURITY DEFINER SET search_path = steadyline, pg_temp AS
$$
BEGIN
    PERFORM own_site(of_site);
    RETURN QUERY SELECT h FROM unnest(hashes) AS h
    WHERE NOT EXISTS (SELECT FROM pack_text t WHERE t.site = of_site AND t.hash = h);
END
$$;

CREATE FUNCTION give_files(of_site TEXT, of_version TEXT, paths TEXT[], hashes TEXT[]) RETURNS VOID
LANGUAGE plpgsql SECURITY DEFINER SET search_path = steadyline, pg_temp AS
$$
BEGIN
    IF own_site(of_site) <> 'administrator' THEN
        RAISE EXCEPTION 'only an administrator publishes packs' USING ERRCODE = '42501';
    END IF;
    INSERT INTO pack_file SELECT of_site, of_version, t.path, t.hash FROM unnest(paths, hashes) AS t (path, hash)
    ON CONFLICT DO NOTHING;
END
$$;

-- The files of a version that was published: which there are, and the texts of some of them.
CREATE FUNCTION published_files(of_site TEXT, of_version TEXT) RETURNS TABLE (path TEXT, hash TEXT)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = steadyline, pg_temp AS
$$
BEGIN
    PERFORM own_site(of_site);
    RETURN QUERY SELECT f.path, f.text FROM pack_file f JOIN news n ON n.kind = 'pack' AND n.site = f.site
    WHERE f.version = of_version AND n.body ->> 'version' = of_version ORDER BY f.path;
END
$$;

CREATE FUNCTION published_texts(of_site TEXT, of_version TEXT, hashes TEXT[]) RETURNS TABLE (hash TEXT, body TEXT)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = steadyline, pg_temp AS
$$
BEGIN
    PERFORM own_site(of_site);
    RETURN QUERY SELECT DISTINCT t.hash, t.body FROM pack_file f JOIN news n ON n.kind = 'pack' AND n.site = f.site
    JOIN pack_text t ON t.site = f.site AND t.hash = f.text
    WHERE f.version = of_version AND n.body ->> 'version' = of_version AND t.hash = ANY (hashes);
END
$$;

-- How far a site's trail is here.
CREATE FUNCTION trail_of(of_site TEXT, OUT last BIGINT, OUT hash TEXT)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = steadyline, pg_temp AS
$$
BEGIN
    PERFORM own_site(of_site);
    SELECT e.seq, e.hash INTO last, hash FROM entry e WHERE e.site = of_site ORDER BY e.seq DESC LIMIT 1;
    last := COALESCE(last, 0);
    hash := COALESCE(hash, '');
END
$$;

-- Takes entries of the site's own trail, all or none, each behind the one before it. What is here already must be the same.
-- Words come with entries about attempts that are here; of what was erased nothing is kept that anybody wrote.
CREATE FUNCTION take_entries(of_site TEXT, entries TEXT[]) RETURNS BIGINT
LANGUAGE plpgsql SECURITY DEFINER SET search_path = steadyline, pg_temp AS
$$
DECLARE
    who TEXT := own_site(of_site);
    end_seq BIGINT;
    end_hash TEXT;
    e JSONB;
    about TEXT;
    known TEXT;
BEGIN
    -- Whoever comes for the same site at the same time waits here.
    PERFORM FROM house FOR UPDATE;
    SELECT last, hash INTO end_seq, end_hash FROM trail_of(of_site);
    FOREACH e IN ARRAY entries::JSONB[] LOOP
        IF e ->> 'site' IS DISTINCT FROM of_site THEN
            RAISE EXCEPTION 'the entry is of another site' USING ERRCODE = 'SL008';
        END IF;
        IF (e ->> 'seq')::BIGINT <= end_seq THEN
            IF NOT EXISTS (
                SELECT FROM entry x
                WHERE x.site = of_site AND x.seq = (e ->> 'seq')::BIGINT AND x.hash = e ->> 'hash'
            ) THEN
                RAISE EXCEPTION 'entry % is another here', e ->> 'seq' USING ERRCODE = 'SL010';
            END IF;
            CONTINUE;
        END IF;
        IF (e ->> 'seq')::BIGINT <> end_seq + 1 OR e ->> 'before' IS DISTINCT FROM end_hash THEN
            RAISE EXCEPTION 'entry % does not hang on entry %', e ->> 'seq', end_seq USING ERRCODE = 'SL010';
        END IF;
        about := e ->> 'attempt';
        -- A desk's entries are about its own attempts, whatever they say.
        known := NULL;
        IF about <> '' THEN
            SELECT a.site INTO known FROM attempt a
            WHERE a.id = about AND (who <> 'desk' OR a.site = of_site) ORDER BY a.site LIMIT 1;
        END IF;
        INSERT INTO entry VALUES (
            of_site, (e ->> 'seq')::BIGINT, e ->> 'id', e - 'salt' - 'text', e ->> 'before', e ->> 'hash', who = 'desk', about,
            known, COALESCE((e ->> 'private')::BOOLEAN, false), next_place()
        );
        IF known IS NOT NULL AND e ->> 'salt' IS NOT NULL AND NOT COALESCE((e ->> 'private')::BOOLEAN, false) THEN
            INSERT INTO entry_words VALUES (of_site, (e ->> 'seq')::BIGINT, e ->> 'salt', e ->> 'text');
        END IF;
        end_seq := (e ->> 'seq')::BIGINT;
        end_hash := e ->> 'hash';
    END LOOP;
    RETURN end_seq;
END
$$;

CREATE FUNCTION tell_people(of_site TEXT, ids TEXT[], names TEXT[]) RETURNS VOID
LANGUAGE plpgsql SECURITY DEFINER SET search_path = steadyline, pg_temp AS
$$
BEGIN
    PERFORM own_site(of_site);
    INSERT INTO site_person SELECT of_site, t.id, t.name FROM unnest(ids, names) AS t (id, name)
    ON CONFLICT (site, id) DO UPDATE SET name = EXCLUDED.name;
END
$$;

-- The next entries, in the order in which they came. Of its own, a site learns the places alone. A desk is told what supervisors
-- said and decided about its attempts; of every other link of their chains it gets the hashes, and nothing of other desks'.
CREATE FUNCTION entries_after(of_site TEXT, after BIGINT, most INT) RETURNS TABLE (
    place BIGINT, site TEXT, seq BIGINT, before TEXT, hash TEXT, body TEXT, by_desk BOOLEAN, attempt_site TEXT, salt TEXT, words TEXT,
    actor TEXT
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = steadyline, pg_temp AS
$$
DECLARE
    who TEXT := own_site(of_site);
BEGIN
    RETURN QUERY
    SELECT x.place, x.site, x.seq, x.before, x.hash, CASE WHEN x.shown THEN x.body::TEXT END, x.by_desk, x.attempt_site,
        CASE WHEN x.shown THEN w.salt END, CASE WHEN x.shown THEN w.body END, CASE WHEN x.shown THEN p.name END
    FROM (
        SELECT e.*, e.site <> of_site AND (who <> 'desk' OR (e.attempt_site = of_site AND NOT e.private)) AS shown
        FROM entry e WHERE e.place > after AND (who <> 'desk' OR NOT e.by_desk OR e.site = of_site)
        ORDER BY e.place LIMIT most
    ) x
    LEFT JOIN entry_words w ON w.site = x.site AND w.seq = x.seq
    LEFT JOIN site_person p ON p.site = x.site AND p.id = x.body ->> 'actor'
    ORDER BY x.place;
END
$$;

-- A data folder comes as a desk or as somebody's, and not as both.
CREATE FUNCTION no_seat() RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = steadyline, pg_temp AS
$$
BEGIN
    IF EXISTS (SELECT FROM seat WHERE site = NEW.site) THEN
        RAISE EXCEPTION 'this data folder has another login' USING ERRCODE = 'SL003';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER no_seat BEFORE UPDATE OF site ON enrolment FOR EACH ROW EXECUTE FUNCTION no_seat();

-- What was said about an attempt goes with it, however it is taken out.
CREATE FUNCTION unsay() RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path = steadyline, pg_temp AS
$$
BEGIN
    DELETE FROM entry_words w USING entry e
    WHERE e.attempt = OLD.id AND e.attempt_site = OLD.site AND w.site = e.site AND w.seq = e.seq;
    RETURN NULL;
END
$$;

CREATE TRIGGER unsay AFTER DELETE ON attempt FOR EACH ROW EXECUTE FUNCTION unsay();

-- Who is forgotten has no name here any more.
CREATE OR REPLACE FUNCTION erase_person(of_person TEXT) RETURNS BIGINT
LANGUAGE plpgsql SECURITY DEFINER SET search_path = steadyline, pg_temp AS
$$
DECLARE
    gone news%ROWTYPE;
BEGIN
    PERFORM FROM house FOR UPDATE;
    FOR gone IN SELECT * FROM news WHERE kind = 'person' AND body ->> 'name' = of_person LOOP
        UPDATE news SET body = NULL, place = next_place() WHERE kind = 'person' AND key = gone.key;
    END LOOP;
    UPDATE news SET body = jsonb_set(body, '{people}', COALESCE((
        SELECT jsonb_agg(p) FROM jsonb_array_elements(body -> 'people') p WHERE p ->> 'name' IS DISTINCT FROM of_person
    ), '[]')) WHERE kind = 'assignment' AND body -> 'people' @> jsonb_build_array(jsonb_build_object('name', of_person));
    DELETE FROM site_person WHERE name = of_person;
    RETURN erase(of_person, NULL);
END
$$;

-- The teams that a desk is for; none is all.
CREATE FUNCTION limit_desk(login TEXT, of_teams TEXT[]) RETURNS VOID LANGUAGE sql SET search_path = steadyline, pg_temp AS
'UPDATE enrolment SET teams = of_teams WHERE role = login';

REVOKE ALL ON house, seat, news, entry, entry_words, site_person FROM PUBLIC;
REVOKE ALL ON FUNCTION next_place, who, sit, own_site, keep_people, publish, take_back, news_of, news_after, give_texts, missing_gifts,
    give_files, published_files, published_texts, trail_of, take_entries, tell_people, entries_after, no_seat, unsay,
    limit_desk FROM PUBLIC;
GRANT EXECUTE ON FUNCTION who, news_of, news_after, published_files, published_texts, trail_of, take_entries, tell_people,
    entries_after TO steadyline_desk, steadyline_supervisor, steadyline_administrator;
GRANT EXECUTE ON FUNCTION sit, publish, take_back TO steadyline_supervisor, steadyline_administrator;
GRANT EXECUTE ON FUNCTION keep_people, give_texts, missing_gifts, give_files TO steadyline_administrator;
GRANT SELECT ON news, entry, entry_words, site_person TO steadyline_supervisor, steadyline_administrator;
GRANT SELECT ON erased TO steadyline_supervisor;
