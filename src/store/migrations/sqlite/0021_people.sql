-- Everybody who practises is a trainee; what they may do beyond that stands here.
CREATE TABLE person_role (
    site TEXT NOT NULL,
    person TEXT NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (site, person, role),
    FOREIGN KEY (site, person) REFERENCES person (site, id)
) STRICT;

CREATE TABLE team (
    site TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (site, id),
    UNIQUE (site, name)
) STRICT;

CREATE TABLE team_member (
    site TEXT NOT NULL,
    team TEXT NOT NULL,
    person TEXT NOT NULL,
    PRIMARY KEY (site, team, person),
    FOREIGN KEY (site, team) REFERENCES team (site, id),
    FOREIGN KEY (site, person) REFERENCES person (site, id)
) STRICT;

-- What a passphrase comes to under Argon2id, with its salt and costs, as a PHC string. The passphrase itself stands nowhere.
CREATE TABLE person_secret (
    site TEXT NOT NULL,
    person TEXT NOT NULL,
    phc TEXT NOT NULL,
    set_at TEXT NOT NULL,
    PRIMARY KEY (site, person),
    FOREIGN KEY (site, person) REFERENCES person (site, id)
) STRICT;

-- Wrong passphrases since the last right one.
CREATE TABLE sign_in_trial (
    site TEXT NOT NULL,
    person TEXT NOT NULL,
    failures INTEGER NOT NULL,
    last_at TEXT NOT NULL,
    PRIMARY KEY (site, person),
    FOREIGN KEY (site, person) REFERENCES person (site, id)
) STRICT;

-- Rules of this installation that administrators alone set. Settings, which everybody may change, stand elsewhere.
CREATE TABLE house_rule (
    site TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (site, name)
) STRICT;
