import { type Db, timestamp } from './database.ts';

export interface ModelRow {
  id: number;
  run_id: number;
  /** `encoder`, `pixels`, `scratch`, `linear_probe`, `fine_tuned`. */
  kind: string;
  /** Weights, relative to the project. */
  file: string;
  /** JSON list of class names; empty for an encoder. */
  classes: string;
  /** JSON; null when it was not tested. */
  scores: string | null;
  /** JSON of when it says "unsure", found on hidden labels; null when it was not tried. */
  unsure: string | null;
  /** A person's own threshold; null for the one found. */
  unsure_below: number | null;
  /** JSON of how far off the numbers of a regressor may be; null of classifiers, and when it was not tried. */
  interval: string | null;
  created_at: string;
}

export interface ExportRow {
  id: number;
  model_id: number;
  format: string;
  path: string;
  max_abs_difference: number;
  created_at: string;
}

/** Trained models and what was exported of them. */
export class Models {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  save(
    runId: number,
    model: {
      kind: string;
      file: string;
      classes: readonly string[];
      scores: unknown;
      unsure: unknown;
      interval?: unknown;
    },
  ): number {
    const id = this.#db
      .prepare<unknown[], number>(
        `INSERT INTO model (run_id, kind, file, classes, scores, unsure, interval, created_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (run_id, kind) DO UPDATE SET file = excluded.file, classes = excluded.classes,
           scores = excluded.scores, unsure = excluded.unsure, interval = excluded.interval,
           created_at = excluded.created_at
         RETURNING id`,
      )
      .pluck()
      .get(
        runId,
        model.kind,
        model.file,
        JSON.stringify(model.classes),
        model.scores === null ? null : JSON.stringify(model.scores),
        model.unsure === null ? null : JSON.stringify(model.unsure),
        (model.interval ?? null) === null ? null : JSON.stringify(model.interval),
        timestamp(),
      );
    if (id === undefined) throw new Error(`model ${model.kind} was not written`);
    return id;
  }

  ofRun(runId: number): ModelRow[] {
    return this.#db
      .prepare<[number], ModelRow>('SELECT * FROM model WHERE run_id = ? ORDER BY id')
      .all(runId);
  }

  byId(id: number): ModelRow | undefined {
    return this.#db.prepare<[number], ModelRow>('SELECT * FROM model WHERE id = ?').get(id);
  }

  /** @param below null for the threshold found */
  setUnsureBelow(id: number, below: number | null): void {
    this.#db.prepare('UPDATE model SET unsure_below = ? WHERE id = ?').run(below, id);
  }

  /** Records an export. @returns its id */
  addExport(modelId: number, format: string, path: string, maxAbsDifference: number): number {
    const result = this.#db
      .prepare(
        'INSERT INTO export (model_id, format, path, max_abs_difference, created_at) VALUES (?, ?, ?, ?, ?)',
      )
      .run(modelId, format, path, maxAbsDifference, timestamp());
    return Number(result.lastInsertRowid);
  }

  exports(): ExportRow[] {
    return this.#db.prepare<[], ExportRow>('SELECT * FROM export ORDER BY id').all();
  }
}
