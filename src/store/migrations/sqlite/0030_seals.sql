-- What makes a finished attempt's log tamper-evident, as JSON: a chain over its lines, its outcome, a signature. Numbers
-- count the desk's finished attempts without a gap.
CREATE TABLE seal (
    site TEXT NOT NULL,
    attempt TEXT NOT NULL,
    number INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (site, attempt),
    UNIQUE (site, number),
    FOREIGN KEY (site, attempt) REFERENCES attempt (site, id)
) STRICT;

-- The hashes of the seals of attempts that were erased: the seals after them hang on these, and no number is given twice.
CREATE TABLE seal_erased (
    site TEXT NOT NULL,
    number INTEGER NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (site, number)
) STRICT;
