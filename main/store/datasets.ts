import type { DataKindName } from '../../shared/sample-spec.ts';
import type { Target } from '../../shared/target.ts';
import { type Db, timestamp } from './database.ts';

export interface DatasetRow {
  id: number;
  name: string;
  kind: DataKindName;
  /** JSON of how samples become tensors. */
  preprocessing: string;
  target: Target;
  created_at: string;
}

export class Datasets {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** @param importId the import that makes it, and before whose end it is not seen */
  create(
    name: string,
    kind: DataKindName,
    preprocessing: unknown,
    importId: number | null = null,
  ): number {
    const result = this.#db
      .prepare(
        'INSERT INTO dataset (name, kind, preprocessing, created_at, import_id) VALUES (?, ?, ?, ?, ?)',
      )
      .run(name, kind, JSON.stringify(preprocessing), timestamp(), importId);
    return Number(result.lastInsertRowid);
  }

  /** @param preprocessing by which later samples become tensors that are shaped as before */
  setPreprocessing(id: number, preprocessing: unknown): void {
    this.#db
      .prepare('UPDATE dataset SET preprocessing = ? WHERE id = ?')
      .run(JSON.stringify(preprocessing), id);
  }

  setTarget(id: number, target: Target): void {
    this.#db.prepare('UPDATE dataset SET target = ? WHERE id = ?').run(target, id);
  }

  /** @param columns JSON of what the columns of the table hold that it was made of; null where that is not known */
  setTableColumns(id: number, columns: string | null): void {
    this.#db.prepare('UPDATE dataset SET table_columns = ? WHERE id = ?').run(columns, id);
  }

  /** As they were set; null when nobody did, as before they were kept. */
  tableColumns(id: number): string | null {
    return (
      this.#db
        .prepare<[number], string | null>('SELECT table_columns FROM dataset WHERE id = ?')
        .pluck()
        .get(id) ?? null
    );
  }

  /** The project's data set; undefined before the first import. */
  first(): DatasetRow | undefined {
    return this.#db
      .prepare<[], DatasetRow>('SELECT * FROM visible_dataset ORDER BY id LIMIT 1')
      .get();
  }

  /** Whether nobody has done anything with it since it was imported: no run, no label by hand, nothing left out or kept for testing. */
  isUntouched(id: number): boolean {
    const found = this.#db
      .prepare<{ id: number }, number>(
        `SELECT EXISTS (SELECT 1 FROM run WHERE dataset_id = @id)
           OR EXISTS (SELECT 1 FROM edit WHERE state = 'done')
           OR EXISTS (SELECT 1 FROM sample WHERE dataset_id = @id AND split = 'test')
           OR EXISTS (SELECT 1 FROM label_event JOIN sample ON sample.id = sample_id
                      WHERE dataset_id = @id AND origin != 'folders')`,
      )
      .pluck()
      .get({ id });
    return found === 0;
  }

  addPack(datasetId: number, file: string, rows: number, importId: number | null = null): number {
    const result = this.#db
      .prepare(
        'INSERT INTO pack (dataset_id, file, rows, created_at, import_id) VALUES (?, ?, ?, ?, ?)',
      )
      .run(datasetId, file, rows, timestamp(), importId);
    return Number(result.lastInsertRowid);
  }

  packFiles(): string[] {
    return this.#db.prepare<[], string>('SELECT file FROM pack ORDER BY id').pluck().all();
  }
}
