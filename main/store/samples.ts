import type { Db } from './database.ts';

export type SampleStatus = 'ready' | 'duplicate' | 'skipped' | 'excluded';
export type Split = 'train' | 'test';

export interface NewSample {
  path: string;
  source: string;
  status: SampleStatus;
  split: Split;
  sha256?: string;
  perceptualHash?: string;
  width?: number;
  height?: number;
  bytes?: number;
  format?: string;
  packId?: number;
  row?: number;
  /** Id of the sample that this one repeats byte by byte. */
  duplicateOf?: number;
  nearDuplicateGroup?: number;
  /** Why it was skipped. */
  reason?: string;
  notes?: readonly string[];
  /** Skipped rows of a table that are told of together; one when left out. */
  standsFor?: number;
  importId?: number;
}

export interface SampleRow {
  id: number;
  path: string;
  source: string;
  status: SampleStatus;
  split: Split;
  sha256: string | null;
  width: number | null;
  height: number | null;
  bytes: number | null;
  /** `png`, `jpeg`, …; null for rows of earlier schemas. */
  format: string | null;
  pack_id: number | null;
  row: number | null;
  class_id: number | null;
  duplicate_of: number | null;
  near_duplicate_group: number | null;
  reason: string | null;
  /** JSON list. */
  notes: string;
}

/** Where a sample's pixels are. */
export interface PackedSampleRow {
  id: number;
  path: string;
  /** Pack file, relative to the project. */
  file: string;
  row: number;
}

export interface SampleCounts {
  ready: number;
  duplicate: number;
  skipped: number;
  excluded: number;
  train: number;
  test: number;
}

export class Samples {
  readonly #db: Db;
  /** Changes of samples by this process, labels left out. */
  #changes = 0;

  constructor(db: Db) {
    this.#db = db;
  }

  /** Adds a sample, or replaces what is known of a skipped one of the same path. Returns its id. */
  add(datasetId: number, sample: NewSample): number {
    this.#changes += 1;
    const id = this.#db
      .prepare<unknown[], number>(
        `INSERT INTO sample (dataset_id, path, source, status, split, sha256, perceptual_hash, width,
           height, bytes, format, pack_id, row, duplicate_of, near_duplicate_group, reason, notes, stands_for, import_id)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (dataset_id, path) DO UPDATE SET
           source = excluded.source, status = excluded.status, split = excluded.split,
           sha256 = excluded.sha256, perceptual_hash = excluded.perceptual_hash,
           width = excluded.width, height = excluded.height, bytes = excluded.bytes, format = excluded.format,
           pack_id = excluded.pack_id, row = excluded.row, duplicate_of = excluded.duplicate_of,
           near_duplicate_group = excluded.near_duplicate_group, reason = excluded.reason,
           notes = excluded.notes, stands_for = excluded.stands_for, import_id = excluded.import_id
         RETURNING id`,
      )
      .pluck()
      .get(
        datasetId,
        sample.path,
        sample.source,
        sample.status,
        sample.split,
        sample.sha256 ?? null,
        sample.perceptualHash ?? null,
        sample.width ?? null,
        sample.height ?? null,
        sample.bytes ?? null,
        sample.format ?? null,
        sample.packId ?? null,
        sample.row ?? null,
        sample.duplicateOf ?? null,
        sample.nearDuplicateGroup ?? null,
        sample.reason ?? null,
        JSON.stringify(sample.notes ?? []),
        sample.standsFor ?? 1,
        sample.importId ?? null,
      );
    if (id === undefined) throw new Error(`sample ${sample.path} was not written`);
    return id;
  }

  byPath(datasetId: number, path: string): SampleRow | undefined {
    return this.#db
      .prepare<[number, string], SampleRow>(
        'SELECT * FROM visible_sample WHERE dataset_id = ? AND path = ?',
      )
      .get(datasetId, path);
  }

  bySource(datasetId: number, source: string): SampleRow | undefined {
    return this.#db
      .prepare<[number, string], SampleRow>(
        `SELECT * FROM visible_sample WHERE dataset_id = ? AND source = ? ORDER BY status = 'skipped', id LIMIT 1`,
      )
      .get(datasetId, source);
  }

  /** All that a file was cut into. @param source its absolute path, or its name in the data set */
  partsOf(datasetId: number, source: string): SampleRow[] {
    return this.#db
      .prepare<[number, string, number, string, string], SampleRow>(
        // Names of parts begin with the file's and ', '; '!' is what comes after a space.
        `SELECT * FROM visible_sample WHERE dataset_id = ? AND source = ?
         UNION SELECT * FROM visible_sample WHERE dataset_id = ? AND path > ? AND path < ? ORDER BY id`,
      )
      .all(datasetId, source, datasetId, `${source}, `, `${source},!`);
  }

  byId(id: number): SampleRow | undefined {
    return this.#db
      .prepare<[number], SampleRow>('SELECT * FROM visible_sample WHERE id = ?')
      .get(id);
  }

  /** Ready samples' ids by content hash. */
  idsByHash(datasetId: number): Map<string, { id: number; path: string }> {
    const rows = this.#db
      .prepare<[number], { id: number; path: string; sha256: string }>(
        `SELECT id, path, sha256 FROM visible_sample
         WHERE dataset_id = ? AND status IN ('ready', 'excluded') AND sha256 IS NOT NULL ORDER BY id`,
      )
      .all(datasetId);
    return new Map(rows.map(({ sha256, id, path }) => [sha256, { id, path }]));
  }

  withStatus(datasetId: number, status: SampleStatus): SampleRow[] {
    return this.#db
      .prepare<[number, string], SampleRow>(
        'SELECT * FROM visible_sample WHERE dataset_id = ? AND status = ? ORDER BY path',
      )
      .all(datasetId, status);
  }

  /** Samples with pixels, in the order of their ids. */
  packed(datasetId: number, split: Split): PackedSampleRow[] {
    return this.#db
      .prepare<[number, string], PackedSampleRow>(
        `SELECT s.id, s.path, pack.file, s.row FROM visible_sample s JOIN pack ON pack.id = s.pack_id
         WHERE s.dataset_id = ? AND s.status = 'ready' AND s.split = ? ORDER BY s.id`,
      )
      .all(datasetId, split);
  }

  /** As `packed`, some at a time: those after an id. */
  packedAfter(datasetId: number, split: Split, after: number, limit: number): PackedSampleRow[] {
    return this.#db
      .prepare<[number, number, string, number], PackedSampleRow>(
        `SELECT s.id, s.path, pack.file, s.row FROM visible_sample s JOIN pack ON pack.id = s.pack_id
         WHERE s.dataset_id = ? AND s.id > ? AND s.status = 'ready' AND s.split = ?
         ORDER BY s.id LIMIT ?`,
      )
      .all(datasetId, after, split, limit);
  }

  /** Groups of near duplicates: paths by group. */
  nearDuplicates(datasetId: number): string[][] {
    const rows = this.#db
      .prepare<[number], { near_duplicate_group: number; path: string }>(
        `SELECT near_duplicate_group, path FROM visible_sample
         WHERE dataset_id = ? AND near_duplicate_group IS NOT NULL ORDER BY near_duplicate_group, path`,
      )
      .all(datasetId);
    const groups = new Map<number, string[]>();
    for (const { near_duplicate_group: group, path } of rows) {
      const known = groups.get(group);
      if (known === undefined) groups.set(group, [path]);
      else known.push(path);
    }
    return [...groups.values()];
  }

  /** The highest number of a group of near duplicates; 0 when there is none. */
  lastNearDuplicateGroup(datasetId: number): number {
    const last = this.#db
      .prepare<[number], number | null>(
        'SELECT max(near_duplicate_group) FROM visible_sample WHERE dataset_id = ?',
      )
      .pluck()
      .get(datasetId);
    return last ?? 0;
  }

  /** Where a sample's pixels are, whatever its status; undefined when it has none. */
  pixelsOf(id: number): PackedSampleRow | undefined {
    return this.#db
      .prepare<[number], PackedSampleRow>(
        `SELECT s.id, s.path, pack.file, s.row FROM visible_sample s JOIN pack ON pack.id = s.pack_id
         WHERE s.id = ? AND s.row IS NOT NULL`,
      )
      .get(id);
  }

  /** Paths of the exact duplicates of a sample. */
  duplicatesOf(id: number): string[] {
    return this.#db
      .prepare<[number], string>(
        'SELECT path FROM visible_sample WHERE duplicate_of = ? ORDER BY path',
      )
      .pluck()
      .all(id);
  }

  get changes(): number {
    return this.#changes;
  }

  setStatus(id: number, status: SampleStatus): void {
    this.#changes += 1;
    this.#db.prepare('UPDATE sample SET status = ? WHERE id = ?').run(status, id);
  }

  setSplit(id: number, split: Split): void {
    this.#changes += 1;
    this.#db.prepare('UPDATE sample SET split = ? WHERE id = ?').run(split, id);
  }

  /** How many there are; of skipped rows of a table those too that are told of together. */
  counts(datasetId: number): SampleCounts {
    const rows = this.#db
      .prepare<[number], { status: SampleStatus; split: Split; count: number }>(
        'SELECT status, split, count(*) AS count FROM visible_sample WHERE dataset_id = ? GROUP BY status, split',
      )
      .all(datasetId);
    const counts = { ready: 0, duplicate: 0, skipped: 0, excluded: 0, train: 0, test: 0 };
    for (const { status, split, count } of rows) {
      counts[status] += count;
      if (status === 'ready') counts[split] += count;
    }
    counts.skipped += this.#toldOfTogether(datasetId);
    return counts;
  }

  /** Skipped rows beyond those that are samples of their own. */
  #toldOfTogether(datasetId: number): number {
    const more = this.#db
      .prepare<[number], number | null>(
        'SELECT sum(stands_for - 1) FROM visible_sample WHERE dataset_id = ? AND stands_for > 1',
      )
      .pluck()
      .get(datasetId);
    return more ?? 0;
  }
}
