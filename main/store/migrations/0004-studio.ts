/**
 * What a person at a screen does: notes and stars on runs, classes that are no longer offered, changes that
 * can be taken back, and lists of 100,000 samples. A sample's class stands on its row, kept by a trigger, and
 * each order of a list has an index with all that lists are filtered by, so that no list reads the rows.
 */
export const studio = `
ALTER TABLE run ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE run ADD COLUMN starred INTEGER NOT NULL DEFAULT 0 CHECK (starred IN (0, 1));
ALTER TABLE class ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1));
ALTER TABLE sample ADD COLUMN format TEXT;
ALTER TABLE sample ADD COLUMN class_id INTEGER REFERENCES class;

UPDATE sample SET class_id = (SELECT class_id FROM label WHERE label.sample_id = sample.id)
WHERE id IN (SELECT sample_id FROM label_event);
CREATE TRIGGER sample_has_its_newest_label AFTER INSERT ON label_event
BEGIN UPDATE sample SET class_id = NEW.class_id WHERE id = NEW.sample_id; END;

DROP INDEX sample_by_status;
CREATE INDEX sample_by_status ON sample
  (dataset_id, status, split, (class_id IS NOT NULL), import_id);
CREATE INDEX sample_list_added ON sample
  (dataset_id, id, status, split, class_id, near_duplicate_group, import_id);
CREATE INDEX sample_list_path ON sample
  (dataset_id, path, id, status, split, class_id, near_duplicate_group, import_id);
CREATE INDEX sample_list_class ON sample
  (dataset_id, (class_id IS NULL), class_id, id, status, split, near_duplicate_group, import_id);
CREATE INDEX sample_list_size ON sample
  (dataset_id, (coalesce(width * height, 0)), id, status, split, class_id, near_duplicate_group, import_id);
CREATE INDEX sample_list_near ON sample
  (dataset_id, (near_duplicate_group IS NULL), near_duplicate_group, id, status, split, class_id, import_id);
CREATE INDEX sample_by_class ON sample (class_id) WHERE class_id IS NOT NULL;

-- Changes by a person, in order. A new one drops those that were taken back; nothing is deleted.
CREATE TABLE edit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('labels', 'exclusion')),
  title TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('done', 'undone', 'dropped')),
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX edit_by_state ON edit (kind, state, id);

-- What it changed: the id of a class, or a status, before and after.
CREATE TABLE edit_sample (
  edit_id INTEGER NOT NULL REFERENCES edit ON DELETE CASCADE,
  sample_id INTEGER NOT NULL REFERENCES sample ON DELETE CASCADE,
  before TEXT,
  after TEXT,
  PRIMARY KEY (edit_id, sample_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX edit_by_sample ON edit_sample (sample_id);
`;
