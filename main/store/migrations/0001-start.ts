/** The first schema. Times are ISO 8601 in UTC; files are relative to the project's folder. */
export const start = `
CREATE TABLE project (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  name TEXT NOT NULL,
  created_at TEXT NOT NULL,
  code_version TEXT NOT NULL
) STRICT;

CREATE TABLE dataset (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('images')),
  preprocessing TEXT NOT NULL CHECK (json_valid(preprocessing)),
  created_at TEXT NOT NULL
) STRICT;

CREATE TABLE pack (
  id INTEGER PRIMARY KEY,
  dataset_id INTEGER NOT NULL REFERENCES dataset ON DELETE CASCADE,
  file TEXT NOT NULL UNIQUE,
  rows INTEGER NOT NULL,
  created_at TEXT NOT NULL
) STRICT;

CREATE TABLE sample (
  id INTEGER PRIMARY KEY,
  dataset_id INTEGER NOT NULL REFERENCES dataset ON DELETE CASCADE,
  path TEXT NOT NULL,
  source TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('ready', 'duplicate', 'skipped', 'excluded')),
  split TEXT NOT NULL CHECK (split IN ('train', 'test')),
  sha256 TEXT,
  perceptual_hash TEXT,
  width INTEGER,
  height INTEGER,
  bytes INTEGER,
  pack_id INTEGER REFERENCES pack,
  row INTEGER,
  duplicate_of INTEGER REFERENCES sample,
  near_duplicate_group INTEGER,
  reason TEXT,
  notes TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(notes)),
  UNIQUE (dataset_id, path),
  CHECK (status != 'ready' OR (pack_id IS NOT NULL AND row IS NOT NULL)),
  CHECK (status != 'skipped' OR reason IS NOT NULL)
) STRICT;
CREATE INDEX sample_by_hash ON sample (dataset_id, sha256);
CREATE INDEX sample_by_status ON sample (dataset_id, status, split);

CREATE TABLE class (
  id INTEGER PRIMARY KEY,
  dataset_id INTEGER NOT NULL REFERENCES dataset ON DELETE CASCADE,
  name TEXT NOT NULL,
  UNIQUE (dataset_id, name)
) STRICT;

-- Every label ever given, in order; the last one of a sample counts, and none (NULL) takes it back.
CREATE TABLE label_event (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sample_id INTEGER NOT NULL REFERENCES sample ON DELETE CASCADE,
  class_id INTEGER REFERENCES class,
  origin TEXT NOT NULL CHECK (origin IN ('csv', 'folders', 'person')),
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX label_event_by_sample ON label_event (sample_id, id);

CREATE VIEW label AS
SELECT e.sample_id, e.class_id, e.origin, e.created_at
FROM label_event e
WHERE e.id = (SELECT max(id) FROM label_event WHERE sample_id = e.sample_id)
  AND e.class_id IS NOT NULL;

CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  dataset_id INTEGER NOT NULL REFERENCES dataset ON DELETE CASCADE,
  parent_run_id INTEGER REFERENCES run,
  kind TEXT NOT NULL CHECK (kind IN ('pretrain', 'finetune')),
  status TEXT NOT NULL CHECK (status IN ('running', 'finished', 'interrupted', 'failed')),
  config TEXT NOT NULL CHECK (json_valid(config)),
  seed INTEGER NOT NULL,
  code_version TEXT NOT NULL,
  engine_version TEXT NOT NULL,
  device TEXT NOT NULL,
  pid INTEGER,
  result TEXT CHECK (json_valid(result)),
  error TEXT,
  created_at TEXT NOT NULL,
  ended_at TEXT,
  seconds REAL NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE metric (
  run_id INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  name TEXT NOT NULL,
  step INTEGER NOT NULL,
  value REAL NOT NULL,
  PRIMARY KEY (run_id, name, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE checkpoint (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  step INTEGER NOT NULL,
  file TEXT NOT NULL,
  created_at TEXT NOT NULL,
  UNIQUE (run_id, step)
) STRICT;

CREATE TABLE model (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  kind TEXT NOT NULL,
  file TEXT NOT NULL,
  classes TEXT NOT NULL CHECK (json_valid(classes)),
  scores TEXT CHECK (json_valid(scores)),
  created_at TEXT NOT NULL,
  UNIQUE (run_id, kind)
) STRICT;

CREATE TABLE export (
  id INTEGER PRIMARY KEY,
  model_id INTEGER NOT NULL REFERENCES model ON DELETE CASCADE,
  format TEXT NOT NULL,
  path TEXT NOT NULL,
  max_abs_difference REAL NOT NULL,
  created_at TEXT NOT NULL
) STRICT;
`;
