-- Every key carries the site, so that desks can be brought together in one database later.
CREATE TABLE person (
    site TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (site, id),
    UNIQUE (site, name)
) STRICT;

CREATE TABLE attempt (
    site TEXT NOT NULL,
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    pack TEXT NOT NULL,
    scenario TEXT NOT NULL,
    title TEXT NOT NULL,
    mode TEXT NOT NULL,
    seed INTEGER NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    -- The log's header, as JSON.
    header TEXT NOT NULL,
    -- What follows is derived from the log when the attempt is finished, for lists.
    ending TEXT,
    length_ms INTEGER,
    records INTEGER,
    routing INTEGER,
    composure INTEGER,
    procedure INTEGER,
    critical_customer INTEGER,
    critical_business INTEGER,
    critical_compliance INTEGER,
    passed INTEGER,
    PRIMARY KEY (site, id),
    FOREIGN KEY (site, person) REFERENCES person (site, id)
) STRICT;

CREATE INDEX attempt_by_person ON attempt (site, person, started_at);

-- Written as it happens, never changed.
CREATE TABLE action (
    site TEXT NOT NULL,
    attempt TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (site, attempt, seq),
    FOREIGN KEY (site, attempt) REFERENCES attempt (site, id)
) STRICT;

-- What calls left in the practice database of a pack.
CREATE TABLE practice_row (
    site TEXT NOT NULL,
    pack TEXT NOT NULL,
    tbl TEXT NOT NULL,
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (site, pack, tbl, id)
) STRICT;

CREATE TABLE setting (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
