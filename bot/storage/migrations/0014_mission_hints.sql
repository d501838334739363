-- A hint counts once however often it is looked at: also when the program ended between counting and telling.
ALTER TABLE mission_runs ADD COLUMN hinted TEXT NOT NULL DEFAULT '[]';  -- JSON list of the hints' ids
