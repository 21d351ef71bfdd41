-- What a person has chosen for themselves. They may choose before their first attempt, so the name is the key.
CREATE TABLE person_setting (
    site TEXT NOT NULL,
    person TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (site, person, name)
) STRICT;
