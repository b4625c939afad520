import type { DataKindName } from '../../shared/sample-spec.ts';
import { type Db, timestamp } from './database.ts';

export interface DatasetRow {
  id: number;
  name: string;
  kind: DataKindName;
  /** JSON of how samples become tensors. */
  preprocessing: string;
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

  /** The project's data set; undefined before the first import. */
  first(): DatasetRow | undefined {
    return this.#db
      .prepare<[], DatasetRow>('SELECT * FROM visible_dataset ORDER BY id LIMIT 1')
      .get();
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
