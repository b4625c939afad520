/**
 * Imports as records of their own. An import's rows are written a few hundred at a time, so that the program
 * keeps answering, and are seen by nobody before the import is finished: then all of them at once.
 */
export const imports = `
CREATE TABLE import (
  id INTEGER PRIMARY KEY,
  pid INTEGER NOT NULL,
  started_at TEXT NOT NULL,
  finished_at TEXT
) STRICT;

ALTER TABLE dataset ADD COLUMN import_id INTEGER REFERENCES import;
ALTER TABLE pack ADD COLUMN import_id INTEGER REFERENCES import;
ALTER TABLE sample ADD COLUMN import_id INTEGER REFERENCES import;

CREATE VIEW visible_dataset AS SELECT * FROM dataset
WHERE import_id IS NULL OR import_id IN (SELECT id FROM import WHERE finished_at IS NOT NULL);
CREATE VIEW visible_sample AS SELECT * FROM sample
WHERE import_id IS NULL OR import_id IN (SELECT id FROM import WHERE finished_at IS NOT NULL);

CREATE INDEX sample_by_source ON sample (dataset_id, source);
CREATE INDEX sample_by_import ON sample (import_id);
CREATE INDEX sample_by_original ON sample (duplicate_of) WHERE duplicate_of IS NOT NULL;
`;
