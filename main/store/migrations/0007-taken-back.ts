/**
 * Labels that self-training kept and a person took back: classes ruled out for samples, and the undo of that. The kinds of
 * edits are a check of their table, so it is made anew with what it held.
 */
export const takenBack = `
CREATE TABLE taken_back (
  sample_id INTEGER NOT NULL REFERENCES sample ON DELETE CASCADE,
  class_id INTEGER NOT NULL REFERENCES class,
  created_at TEXT NOT NULL,
  PRIMARY KEY (sample_id, class_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE new_edit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('labels', 'exclusion', 'taken_back')),
  title TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('done', 'undone', 'dropped')),
  created_at TEXT NOT NULL
) STRICT;
INSERT INTO new_edit (id, kind, title, state, created_at)
  SELECT id, kind, title, state, created_at FROM edit ORDER BY id;

-- For 'taken_back', after is the class that was taken back, and before is NULL.
CREATE TABLE new_edit_sample (
  edit_id INTEGER NOT NULL REFERENCES new_edit ON DELETE CASCADE,
  sample_id INTEGER NOT NULL REFERENCES sample ON DELETE CASCADE,
  before TEXT,
  after TEXT,
  PRIMARY KEY (edit_id, sample_id)
) STRICT, WITHOUT ROWID;
INSERT INTO new_edit_sample (edit_id, sample_id, before, after)
  SELECT edit_id, sample_id, before, after FROM edit_sample;

DROP TABLE edit_sample;
DROP TABLE edit;
ALTER TABLE new_edit RENAME TO edit;
ALTER TABLE new_edit_sample RENAME TO edit_sample;
CREATE INDEX edit_by_state ON edit (kind, state, id);
CREATE INDEX edit_by_sample ON edit_sample (sample_id);
`;
