import { type Db, timestamp } from './database.ts';

export interface ImportRow {
  id: number;
  /** The process that does or did it. */
  pid: number;
  started_at: string;
  /** Null as long as nobody sees what it brings. */
  finished_at: string | null;
}

/** Rows removed in one go when an import is abandoned. */
const removedAtOnce = 500;

/** Imports: what one brings is seen from its end on, and all at once. */
export class Imports {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  begin(): number {
    const result = this.#db
      .prepare('INSERT INTO import (pid, started_at) VALUES (?, ?)')
      .run(process.pid, timestamp());
    return Number(result.lastInsertRowid);
  }

  unfinished(): ImportRow[] {
    return this.#db
      .prepare<[], ImportRow>('SELECT * FROM import WHERE finished_at IS NULL ORDER BY id')
      .all();
  }

  finish(id: number): void {
    this.#db.prepare('UPDATE import SET finished_at = ? WHERE id = ?').run(timestamp(), id);
  }

  /**
   * Makes everything that was imported into a data set unseen, for its place is taken.
   * @returns the imports, which can be abandoned; the one that made it last
   */
  withdraw(datasetId: number): number[] {
    const ids = this.#db
      .prepare<{ id: number }, number>(
        `SELECT DISTINCT import_id FROM sample WHERE dataset_id = @id AND import_id IS NOT NULL
         UNION SELECT import_id FROM dataset WHERE id = @id AND import_id IS NOT NULL ORDER BY 1 DESC`,
      )
      .pluck()
      .all({ id: datasetId });
    const hide = this.#db.prepare('UPDATE import SET finished_at = NULL, pid = ? WHERE id = ?');
    for (const id of ids) hide.run(process.pid, id);
    return ids;
  }

  /** Removes some of what an unfinished import wrote. @returns true when nothing is left of it */
  abandonSome(id: number): boolean {
    return this.#db.transaction(() => {
      // Duplicates point to their originals: they go first.
      const removed = this.#db
        .prepare(
          `DELETE FROM sample WHERE id IN (SELECT id FROM sample WHERE import_id = ?
             ORDER BY duplicate_of IS NULL, id LIMIT ${removedAtOnce})`,
        )
        .run(id).changes;
      if (removed > 0) return false;
      for (const table of ['pack', 'dataset']) {
        this.#db.prepare(`DELETE FROM ${table} WHERE import_id = ?`).run(id);
      }
      this.#db.prepare('DELETE FROM import WHERE id = ?').run(id);
      return true;
    })();
  }
}
