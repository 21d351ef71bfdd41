-- The files of packs as they were when attempts began. A text is named by its hash and kept once; a hash means the same at
-- every site, so these two keys carry none.
CREATE TABLE pack_text (
    hash TEXT NOT NULL PRIMARY KEY,
    body TEXT NOT NULL
) STRICT;

CREATE TABLE pack_file (
    -- The hash of all files of the pack together.
    version TEXT NOT NULL,
    path TEXT NOT NULL,
    text TEXT NOT NULL REFERENCES pack_text (hash),
    PRIMARY KEY (version, path)
) STRICT;

-- Empty for attempts that are older than this.
ALTER TABLE attempt ADD COLUMN pack_version TEXT;

-- The attempt that a rewound run plays on from. Such a run counts nowhere.
ALTER TABLE attempt ADD COLUMN rewound_of TEXT;
