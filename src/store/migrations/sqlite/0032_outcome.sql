-- What a finished call came to, item by item, as JSON: figures of teams and scenarios are drawn from it. It is derived from the
-- log, and can be made anew from it.
CREATE TABLE outcome (
    site TEXT NOT NULL,
    attempt TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (site, attempt),
    FOREIGN KEY (site, attempt) REFERENCES attempt (site, id)
) STRICT;
