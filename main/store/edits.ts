import { type Db, timestamp } from './database.ts';

export type EditKind = 'labels' | 'exclusion' | 'taken_back';

export interface EditRow {
  id: number;
  kind: EditKind;
  title: string;
  state: 'done' | 'undone' | 'dropped';
  created_at: string;
}

export interface EditedSample {
  sample_id: number;
  /** The id of a class or a status, as text; null for no class. A class taken back is `after`, with null before. */
  before: string | null;
  after: string | null;
}

/** Changes by a person, to be taken back and done again without limit. Each kind has its own order. */
export class Edits {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** Begins a change: what was taken back before can no longer be done again. */
  begin(kind: EditKind, title: string): number {
    this.#db
      .prepare(`UPDATE edit SET state = 'dropped' WHERE kind = ? AND state = 'undone'`)
      .run(kind);
    const result = this.#db
      .prepare(`INSERT INTO edit (kind, title, state, created_at) VALUES (?, ?, 'done', ?)`)
      .run(kind, title, timestamp());
    return Number(result.lastInsertRowid);
  }

  addSample(editId: number, { sample_id: id, before, after }: EditedSample): void {
    this.#db
      .prepare('INSERT INTO edit_sample (edit_id, sample_id, before, after) VALUES (?, ?, ?, ?)')
      .run(editId, id, before, after);
  }

  /** The change that undo would take back. */
  toUndo(kind: EditKind): EditRow | undefined {
    return this.#db
      .prepare<[string], EditRow>(
        `SELECT * FROM edit WHERE kind = ? AND state = 'done' ORDER BY id DESC LIMIT 1`,
      )
      .get(kind);
  }

  /** The change that redo would do again. */
  toRedo(kind: EditKind): EditRow | undefined {
    return this.#db
      .prepare<[string], EditRow>(
        `SELECT * FROM edit WHERE kind = ? AND state = 'undone' ORDER BY id LIMIT 1`,
      )
      .get(kind);
  }

  setState(id: number, state: EditRow['state']): void {
    this.#db.prepare('UPDATE edit SET state = ? WHERE id = ?').run(state, id);
  }

  samples(editId: number): EditedSample[] {
    return this.#db
      .prepare<[number], EditedSample>(
        'SELECT sample_id, before, after FROM edit_sample WHERE edit_id = ? ORDER BY sample_id',
      )
      .all(editId);
  }

  /** Newest first. */
  list(kind: EditKind, limit: number): (EditRow & { samples: number })[] {
    return this.#db
      .prepare<[string, number], EditRow & { samples: number }>(
        `SELECT edit.*, (SELECT count(*) FROM edit_sample WHERE edit_id = edit.id) AS samples
         FROM edit WHERE kind = ? AND state != 'dropped' ORDER BY id DESC LIMIT ?`,
      )
      .all(kind, limit);
  }

  /** Labels that changes of labels have given and that stand. */
  labelsGiven(): number {
    const count = this.#db
      .prepare<[], number>(
        `SELECT count(DISTINCT sample_id) FROM edit_sample JOIN edit ON edit.id = edit_id
         WHERE kind = 'labels' AND state = 'done' AND after IS NOT NULL`,
      )
      .pluck()
      .get();
    return count ?? 0;
  }
}
