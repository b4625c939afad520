/**
 * Kinds of data beside images. They are a check of the table of data sets, so it is made anew with what it held; whoever migrates has
 * foreign keys turned off meanwhile, since nearly everything refers to it.
 */
export const dataKinds = `
DROP VIEW visible_dataset;
CREATE TABLE new_dataset (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('images', 'text', 'audio', 'video', 'tables')),
  preprocessing TEXT NOT NULL CHECK (json_valid(preprocessing)),
  created_at TEXT NOT NULL,
  import_id INTEGER REFERENCES import
) STRICT;
INSERT INTO new_dataset (id, name, kind, preprocessing, created_at, import_id)
  SELECT id, name, kind, preprocessing, created_at, import_id FROM dataset;
DROP TABLE dataset;
ALTER TABLE new_dataset RENAME TO dataset;
CREATE VIEW visible_dataset AS SELECT * FROM dataset
WHERE import_id IS NULL OR import_id IN (SELECT id FROM import WHERE finished_at IS NOT NULL);
`;
