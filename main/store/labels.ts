import { type Db, timestamp } from './database.ts';
import type { Split } from './samples.ts';

export type LabelOrigin = 'csv' | 'folders' | 'person';

export interface LabelRow {
  sample_id: number;
  class_name: string;
}

export interface LabelEventRow {
  class_name: string | null;
  origin: LabelOrigin;
  created_at: string;
}

/** Labels with their history: nothing is overwritten, the last word counts. */
export class Labels {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** The id of a class, made when it is new. */
  classId(datasetId: number, name: string): number {
    this.#db
      .prepare('INSERT INTO class (dataset_id, name) VALUES (?, ?) ON CONFLICT DO NOTHING')
      .run(datasetId, name);
    const id = this.#db
      .prepare<[number, string], number>('SELECT id FROM class WHERE dataset_id = ? AND name = ?')
      .pluck()
      .get(datasetId, name);
    if (id === undefined) throw new Error(`class ${name} was not written`);
    return id;
  }

  /** Gives a sample a label, or takes it back with null. A label it already has adds nothing. */
  give(datasetId: number, sampleId: number, className: string | null, origin: LabelOrigin): void {
    if (this.of(sampleId) === className) return;
    const classId = className === null ? null : this.classId(datasetId, className);
    this.giveClass(sampleId, classId, origin);
  }

  /** As `give`, by the id of a class. */
  giveClass(sampleId: number, classId: number | null, origin: LabelOrigin): void {
    this.#db
      .prepare(
        'INSERT INTO label_event (sample_id, class_id, origin, created_at) VALUES (?, ?, ?, ?)',
      )
      .run(sampleId, classId, origin, timestamp());
  }

  /** The sample's label, or null. */
  of(sampleId: number): string | null {
    const name = this.#db
      .prepare<[number], string>(
        'SELECT class.name FROM sample JOIN class ON class.id = sample.class_id WHERE sample.id = ?',
      )
      .pluck()
      .get(sampleId);
    return name ?? null;
  }

  /** Labels of the ready samples of a split, in the order of their ids. */
  all(datasetId: number, split: Split): LabelRow[] {
    return this.#db
      .prepare<[number, string], LabelRow>(
        `SELECT sample.id AS sample_id, class.name AS class_name
         FROM visible_sample AS sample JOIN class ON class.id = sample.class_id
         WHERE sample.dataset_id = ? AND sample.split = ? AND sample.status = 'ready'
         ORDER BY sample.id`,
      )
      .all(datasetId, split);
  }

  /** Names of the classes that samples of a data set have, whatever their status. */
  namesInUse(datasetId: number): string[] {
    return this.#db
      .prepare<[number], string>(
        `SELECT name FROM class WHERE dataset_id = ?
           AND EXISTS (SELECT 1 FROM sample WHERE sample.class_id = class.id) ORDER BY id`,
      )
      .pluck()
      .all(datasetId);
  }

  history(sampleId: number): LabelEventRow[] {
    return this.#db
      .prepare<[number], LabelEventRow>(
        `SELECT class.name AS class_name, origin, created_at
         FROM label_event LEFT JOIN class ON class.id = class_id WHERE sample_id = ? ORDER BY label_event.id`,
      )
      .all(sampleId);
  }
}
