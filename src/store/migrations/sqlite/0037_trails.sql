-- The trails of other sites, as far as they are about attempts here. The links in between were looked at and let go.
CREATE TABLE trail_seen (
    site TEXT NOT NULL PRIMARY KEY,
    seq INTEGER NOT NULL,
    hash TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Where entries stand in the order of the centre. What has no place yet comes after all that has.
CREATE TABLE audit_place (
    site TEXT NOT NULL,
    entry TEXT NOT NULL,
    place INTEGER NOT NULL,
    PRIMARY KEY (site, entry)
) STRICT, WITHOUT ROWID;

-- Attempts about which something came that the tables for lists do not know yet.
CREATE TABLE unsettled (
    attempt TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Attempts of other sites are found by their keys alone.
CREATE INDEX attempt_by_id ON attempt (id);
CREATE INDEX audit_by_attempt ON audit (attempt);
