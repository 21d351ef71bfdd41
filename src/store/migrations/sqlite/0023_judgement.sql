-- The points of a finished attempt, criterion by criterion and number by number, as the rubric of its day gave them. They are
-- derived from the log, for lists, and are what stays for statistics when the log goes.
CREATE TABLE criterion_score (
    site TEXT NOT NULL,
    attempt TEXT NOT NULL,
    criterion TEXT NOT NULL,
    number TEXT NOT NULL,
    label TEXT NOT NULL,
    -- In thousandths; nothing possible where it could not occur.
    earned INTEGER NOT NULL,
    possible INTEGER NOT NULL,
    PRIMARY KEY (site, attempt, criterion),
    FOREIGN KEY (site, attempt) REFERENCES attempt (site, id) ON UPDATE CASCADE ON DELETE CASCADE
) STRICT;

CREATE TABLE number_score (
    site TEXT NOT NULL,
    attempt TEXT NOT NULL,
    number TEXT NOT NULL,
    score INTEGER,
    pass INTEGER NOT NULL,
    -- With the overrides that hold; empty where there are none.
    ruled INTEGER,
    PRIMARY KEY (site, attempt, number),
    FOREIGN KEY (site, attempt) REFERENCES attempt (site, id) ON UPDATE CASCADE ON DELETE CASCADE
) STRICT;

-- What becomes of an attempt with the overrides that hold. What was decided and why stands in the audit trail.
CREATE TABLE ruled_attempt (
    site TEXT NOT NULL,
    attempt TEXT NOT NULL,
    critical INTEGER NOT NULL,
    passed INTEGER NOT NULL,
    PRIMARY KEY (site, attempt),
    FOREIGN KEY (site, attempt) REFERENCES attempt (site, id) ON UPDATE CASCADE ON DELETE CASCADE
) STRICT;
