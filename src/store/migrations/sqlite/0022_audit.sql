-- What was judged, decided and changed, and by whom. Entries are added and never changed: each carries the hash of the one
-- before, so that a change by another program is found. They name people by their keys alone, and hold no words of theirs.
CREATE TABLE audit (
    site TEXT NOT NULL,
    id TEXT NOT NULL,
    -- From 1, without gaps.
    seq INTEGER NOT NULL,
    at TEXT NOT NULL,
    -- Who did it; empty for whoever has the data folder where nobody signs in.
    actor TEXT NOT NULL,
    kind TEXT NOT NULL,
    -- Whom it is about; empty for the house.
    subject TEXT NOT NULL,
    attempt TEXT NOT NULL,
    criterion TEXT NOT NULL,
    -- Numbers and keys, as JSON.
    facts TEXT NOT NULL,
    -- The hash of the words that belong to it; empty where there are none.
    words TEXT NOT NULL,
    before TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (site, id),
    UNIQUE (site, seq)
) STRICT;

CREATE INDEX audit_of_attempt ON audit (site, attempt, seq);

CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN
    SELECT RAISE(ABORT, 'the audit trail cannot be changed');
END;

CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit BEGIN
    SELECT RAISE(ABORT, 'the audit trail cannot be changed');
END;

-- INSERT OR REPLACE deletes without asking the trigger above.
CREATE TRIGGER audit_is_not_replaced BEFORE INSERT ON audit
WHEN EXISTS (SELECT 1 FROM audit WHERE site = NEW.site AND (id = NEW.id OR seq = NEW.seq)) BEGIN
    SELECT RAISE(ABORT, 'the audit trail cannot be changed');
END;

-- The last entry of each site, so that entries cut off at the end are missed.
CREATE TABLE audit_head (
    site TEXT NOT NULL PRIMARY KEY,
    seq INTEGER NOT NULL,
    hash TEXT NOT NULL
) STRICT;

-- What people wrote: it goes when a person is erased, and the entry stays. The salt keeps short words from being guessed.
CREATE TABLE audit_words (
    site TEXT NOT NULL,
    entry TEXT NOT NULL,
    salt TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (site, entry),
    FOREIGN KEY (site, entry) REFERENCES audit (site, id)
) STRICT;

-- What an attempt's log says stays as it was taken.
CREATE TRIGGER action_is_not_changed BEFORE UPDATE ON action BEGIN
    SELECT RAISE(ABORT, 'a log cannot be changed');
END;
