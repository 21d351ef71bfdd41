-- Who the people of other sites are here, where one centre has brought sites together. Keys of this site alone count in rights and
-- lists; entries of other sites' trails name people by the keys of those.
CREATE TABLE known_as (
    site TEXT NOT NULL,
    id TEXT NOT NULL,
    -- The key of this site's own person.
    person TEXT NOT NULL,
    PRIMARY KEY (site, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX known_as_person ON known_as (person);

-- A team comes to be here with its first member, under this key.
CREATE TABLE team_known_as (
    site TEXT NOT NULL,
    id TEXT NOT NULL,
    team TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (site, id)
) STRICT, WITHOUT ROWID;

-- What people were called before they were renamed: attempts under that name may still arrive.
CREATE TABLE former_name (
    name TEXT NOT NULL PRIMARY KEY,
    person TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Where assignments were made that came from the centre.
CREATE TABLE assignment_from (
    assignment TEXT NOT NULL PRIMARY KEY,
    site TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- How far this site has read at the centre, by the name of what it reads.
CREATE TABLE centre_place (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Versions of packs that the centre has published and that are not taken in yet.
CREATE TABLE pack_wanted (
    pack TEXT NOT NULL PRIMARY KEY,
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The version of each pack that was taken in last, as it was written into the folder.
CREATE TABLE pack_taken (
    pack TEXT NOT NULL PRIMARY KEY,
    version TEXT NOT NULL
) STRICT, WITHOUT ROWID;
