import type { Db } from './database.ts';

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

  /** Those that are offered or that samples have. */
  all(datasetId: number): ClassRow[] {
    return this.#db
      .prepare<[number], ClassRow>(
        `SELECT class.id, class.name,
           count(*) FILTER (WHERE sample.split = 'train') AS train,
           count(*) FILTER (WHERE sample.split = 'test') AS test
         FROM class LEFT JOIN visible_sample AS sample
           ON sample.class_id = class.id AND sample.status = 'ready'
         WHERE class.dataset_id = ? GROUP BY class.id
         HAVING class.hidden = 0 OR count(sample.id) > 0 ORDER BY class.id`,
      )
      .all(datasetId);
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
