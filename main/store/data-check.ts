import type { Db } from './database.ts';
import type { SampleStatus } from './samples.ts';

/** What an imported image was like. */
export interface OriginalRow {
  id: number;
  path: string;
  status: SampleStatus;
  width: number | null;
  height: number | null;
  bytes: number | null;
  format: string | null;
  /** JSON list. */
  notes: string;
  /** Of skipped rows of a table, so many are told of together. */
  stands_for: number;
}

export interface SkippedRow {
  id: number;
  path: string;
  reason: string;
  /** JSON list; the first is the code. */
  notes: string;
}

export interface NearDuplicateRow {
  id: number;
  group: number;
  class_id: number | null;
  /** Pixels of the original. */
  area: number;
}

/** What the data check found. */
export class DataCheck {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** Changes when an import has ended: what originals are like changes by nothing else. */
  lastImport(): number {
    const last = this.#db
      .prepare<[], number | null>('SELECT max(id) FROM import WHERE finished_at IS NOT NULL')
      .pluck()
      .get();
    return last ?? 0;
  }

  /** Some originals of samples and skipped files, by id, after one. */
  originals(datasetId: number, after: number, limit: number): OriginalRow[] {
    return this.#db
      .prepare<[number, number, number], OriginalRow>(
        `SELECT id, path, status, width, height, bytes, format, notes, stands_for FROM visible_sample
         WHERE dataset_id = ? AND id > ? AND status != 'duplicate' ORDER BY id LIMIT ?`,
      )
      .all(datasetId, after, limit);
  }

  skipped(datasetId: number, offset: number, limit: number): SkippedRow[] {
    return this.#db
      .prepare<[number, number, number], SkippedRow>(
        `SELECT id, path, reason, notes FROM visible_sample
         WHERE dataset_id = ? AND status = 'skipped' ORDER BY id LIMIT ? OFFSET ?`,
      )
      .all(datasetId, limit, offset);
  }

  /** Numbers of the groups of which two samples at least are ready. */
  nearDuplicateGroups(datasetId: number): number[] {
    return this.#db
      .prepare<[number], number>(
        `SELECT near_duplicate_group FROM visible_sample
         WHERE dataset_id = ? AND near_duplicate_group IS NOT NULL AND status = 'ready'
         GROUP BY near_duplicate_group HAVING count(*) > 1 ORDER BY near_duplicate_group`,
      )
      .pluck()
      .all(datasetId);
  }

  /** Ready samples of a group, by id. */
  nearDuplicates(datasetId: number, group: number): NearDuplicateRow[] {
    return this.#db
      .prepare<[number, number], NearDuplicateRow>(
        `SELECT id, near_duplicate_group AS "group", class_id, coalesce(width * height, 0) AS area
         FROM visible_sample
         WHERE dataset_id = ? AND (near_duplicate_group IS NULL) = 0 AND near_duplicate_group = ?
           AND status = 'ready' ORDER BY id`,
      )
      .all(datasetId, group);
  }

  /** Samples beyond the first of each group. */
  nearDuplicateExtras(datasetId: number): number {
    const extras = this.#db
      .prepare<[number], number | null>(
        `SELECT sum(size - 1) FROM (SELECT count(*) AS size FROM visible_sample
         WHERE dataset_id = ? AND near_duplicate_group IS NOT NULL AND status = 'ready'
         GROUP BY near_duplicate_group)`,
      )
      .pluck()
      .get(datasetId);
    return extras ?? 0;
  }
}
