-- Rights are asked for often, by person.
CREATE INDEX team_member_of_person ON team_member (site, person);

-- What somebody is to practise: one scenario or several in their order, for people and teams.
CREATE TABLE assignment (
    site TEXT NOT NULL,
    id TEXT NOT NULL,
    title TEXT NOT NULL,
    mode TEXT NOT NULL,
    -- How often each step may be taken; empty for as often as one likes.
    attempts INTEGER,
    due TEXT,
    made_at TEXT NOT NULL,
    -- Empty for whoever has the data folder where nobody signs in.
    made_by TEXT NOT NULL,
    withdrawn_at TEXT,
    PRIMARY KEY (site, id)
) STRICT;

CREATE TABLE assignment_step (
    site TEXT NOT NULL,
    assignment TEXT NOT NULL,
    seq INTEGER NOT NULL,
    pack TEXT NOT NULL,
    scenario TEXT NOT NULL,
    title TEXT NOT NULL,
    PRIMARY KEY (site, assignment, seq),
    FOREIGN KEY (site, assignment) REFERENCES assignment (site, id)
) STRICT;

-- A team stands for whoever is in it when somebody looks.
CREATE TABLE assignment_for (
    site TEXT NOT NULL,
    assignment TEXT NOT NULL,
    -- person or team
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (site, assignment, kind, id),
    FOREIGN KEY (site, assignment) REFERENCES assignment (site, id)
) STRICT;
