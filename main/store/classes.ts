import type { Db } from './database.ts';
import type { Split } from './samples.ts';

export interface ClassRow {
  id: number;
  name: string;
  /** Ready samples that have it. */
  train: number;
  test: number;
}

/** The classes of a data set. A class that labels have named is never deleted, only no longer offered. */
export class Classes {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** Those that are offered or that ready samples have. */
  all(datasetId: number): ClassRow[] {
    const classes = this.#db
      .prepare<[number], { id: number; name: string; hidden: 0 | 1 }>(
        'SELECT id, name, hidden FROM class WHERE dataset_id = ? ORDER BY id',
      )
      .all(datasetId);
    const uses = this.#db
      .prepare<[number], { class_id: number; split: Split; count: number }>(
        `SELECT class_id, split, count(*) AS count FROM sample INDEXED BY sample_list_class
         WHERE dataset_id = ? AND (class_id IS NULL) = 0 AND status = 'ready'
           AND (import_id IS NULL OR import_id IN (SELECT id FROM import WHERE finished_at IS NOT NULL))
         GROUP BY class_id, split`,
      )
      .all(datasetId);
    const counts = new Map<string, number>();
    for (const use of uses) counts.set(`${use.class_id}/${use.split}`, use.count);
    return classes.flatMap(({ id, name, hidden }) => {
      const train = counts.get(`${id}/train`) ?? 0;
      const test = counts.get(`${id}/test`) ?? 0;
      return hidden === 1 && train + test === 0 ? [] : [{ id, name, train, test }];
    });
  }

  byId(id: number): { id: number; dataset_id: number; name: string; hidden: 0 | 1 } | undefined {
    return this.#db
      .prepare<[number], { id: number; dataset_id: number; name: string; hidden: 0 | 1 }>(
        'SELECT id, dataset_id, name, hidden FROM class WHERE id = ?',
      )
      .get(id);
  }

  byName(datasetId: number, name: string): { id: number; hidden: 0 | 1 } | undefined {
    return this.#db
      .prepare<[number, string], { id: number; hidden: 0 | 1 }>(
        'SELECT id, hidden FROM class WHERE dataset_id = ? AND name = ?',
      )
      .get(datasetId, name);
  }

  rename(id: number, name: string): void {
    this.#db.prepare('UPDATE class SET name = ? WHERE id = ?').run(name, id);
  }

  setHidden(id: number, hidden: boolean): void {
    this.#db.prepare('UPDATE class SET hidden = ? WHERE id = ?').run(hidden ? 1 : 0, id);
  }

  /** Samples of any status that have it. */
  uses(id: number): number {
    const uses = this.#db
      .prepare<[number], number>('SELECT count(*) FROM sample WHERE class_id = ?')
      .pluck()
      .get(id);
    return uses ?? 0;
  }
}
