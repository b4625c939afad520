import { type Db, timestamp } from './database.ts';

export interface TakenBackRow {
  sample_id: number;
  class_id: number;
}

/** Classes that a person has ruled out for samples: labels that self-training kept, taken back. */
export class TakenBack {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  add(sampleId: number, classId: number): void {
    this.#db
      .prepare(
        'INSERT INTO taken_back (sample_id, class_id, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
      )
      .run(sampleId, classId, timestamp());
  }

  remove(sampleId: number, classId: number): void {
    this.#db
      .prepare('DELETE FROM taken_back WHERE sample_id = ? AND class_id = ?')
      .run(sampleId, classId);
  }

  has(sampleId: number, classId: number): boolean {
    const found = this.#db
      .prepare<[number, number], 1>('SELECT 1 FROM taken_back WHERE sample_id = ? AND class_id = ?')
      .pluck()
      .get(sampleId, classId);
    return found !== undefined;
  }

  /** In the order of the samples. */
  all(): TakenBackRow[] {
    return this.#db
      .prepare<[], TakenBackRow>(
        'SELECT sample_id, class_id FROM taken_back ORDER BY sample_id, class_id',
      )
      .all();
  }

  /** How many were taken back at a time or later. @param time ISO 8601, UTC */
  since(time: string): number {
    const count = this.#db
      .prepare<[string], number>('SELECT count(*) FROM taken_back WHERE created_at >= ?')
      .pluck()
      .get(time);
    return count ?? 0;
  }
}
