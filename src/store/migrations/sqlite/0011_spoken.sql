-- What was heard of the trainee in a call, as JSON. It stands beside the scores and is no part of them.
CREATE TABLE spoken (
    site TEXT NOT NULL,
    attempt TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (site, attempt),
    FOREIGN KEY (site, attempt) REFERENCES attempt (site, id)
) STRICT;
