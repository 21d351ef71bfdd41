-- How many attempts the centre has from other sites, of people here at what is assigned to them here: a number, and nothing else of
-- them. It is written anew with each sync.
CREATE TABLE assignment_elsewhere (
    assignment TEXT NOT NULL,
    -- The key of this site's own person.
    person TEXT NOT NULL,
    pack TEXT NOT NULL,
    scenario TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    PRIMARY KEY (assignment, person, pack, scenario)
) STRICT, WITHOUT ROWID;
