-- Whether the calm twin rang.
ALTER TABLE attempt ADD COLUMN twin INTEGER NOT NULL DEFAULT 0;

-- Counts of a finished attempt, derived from its log, for comparisons. Attempts finished earlier have none.
ALTER TABLE attempt ADD COLUMN hostile INTEGER;
ALTER TABLE attempt ADD COLUMN fields INTEGER;
ALTER TABLE attempt ADD COLUMN fields_wrong INTEGER;
ALTER TABLE attempt ADD COLUMN fields_entered INTEGER;
ALTER TABLE attempt ADD COLUMN handling_ms INTEGER;
ALTER TABLE attempt ADD COLUMN steps INTEGER;
ALTER TABLE attempt ADD COLUMN steps_missed INTEGER;
