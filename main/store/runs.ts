import { type Db, timestamp } from './database.ts';

export type RunKind = 'pretrain' | 'finetune';
export type RunStatus = 'running' | 'finished' | 'interrupted' | 'failed';

export interface RunRow {
  id: number;
  dataset_id: number;
  parent_run_id: number | null;
  kind: RunKind;
  status: RunStatus;
  /** JSON. */
  config: string;
  seed: number;
  code_version: string;
  engine_version: string;
  device: string;
  /** The process that works on it. */
  pid: number | null;
  /** JSON; null until it has ended. */
  result: string | null;
  error: string | null;
  created_at: string;
  ended_at: string | null;
  /** Seconds of work, pauses left out. */
  seconds: number;
  /** Names the images that it was trained on; null for runs of the first schema. */
  data_digest: string | null;
  /** A person's own words about it. */
  note: string;
  starred: 0 | 1;
  /** JSON: the newest health and verdict, and the step that they are of; null before the first. */
  health: string | null;
}

export interface NewRun {
  datasetId: number;
  parentRunId: number | null;
  kind: RunKind;
  config: unknown;
  seed: number;
  codeVersion: string;
  engineVersion: string;
  device: string;
  dataDigest: string;
}

export interface MetricPoint {
  name: string;
  step: number;
  value: number;
}

export class Runs {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  create(run: NewRun): number {
    const result = this.#db
      .prepare(
        `INSERT INTO run (dataset_id, parent_run_id, kind, status, config, seed, code_version,
           engine_version, device, data_digest, pid, created_at)
         VALUES (?, ?, ?, 'running', ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        run.datasetId,
        run.parentRunId,
        run.kind,
        JSON.stringify(run.config),
        run.seed,
        run.codeVersion,
        run.engineVersion,
        run.device,
        run.dataDigest,
        process.pid,
        timestamp(),
      );
    return Number(result.lastInsertRowid);
  }

  byId(id: number): RunRow | undefined {
    return this.#db.prepare<[number], RunRow>('SELECT * FROM run WHERE id = ?').get(id);
  }

  all(): RunRow[] {
    return this.#db.prepare<[], RunRow>('SELECT * FROM run ORDER BY id').all();
  }

  /** The newest of any kind. */
  last(): RunRow | undefined {
    return this.#db.prepare<[], RunRow>('SELECT * FROM run ORDER BY id DESC LIMIT 1').get();
  }

  latest(kind: RunKind, status: RunStatus): RunRow | undefined {
    return this.#db
      .prepare<[string, string], RunRow>(
        'SELECT * FROM run WHERE kind = ? AND status = ? ORDER BY id DESC LIMIT 1',
      )
      .get(kind, status);
  }

  /** Marks an interrupted or failed run as being worked on again, by this process. */
  reopen(id: number): void {
    this.#db
      .prepare(
        `UPDATE run SET status = 'running', pid = ?, error = NULL, ended_at = NULL WHERE id = ?`,
      )
      .run(process.pid, id);
  }

  end(
    id: number,
    status: Exclude<RunStatus, 'running'>,
    outcome: { result?: unknown; error?: string; seconds?: number },
  ): void {
    this.#db
      .prepare(
        `UPDATE run SET status = ?, result = ?, error = ?, ended_at = ?, pid = NULL,
           seconds = coalesce(?, seconds) WHERE id = ?`,
      )
      .run(
        status,
        outcome.result === undefined ? null : JSON.stringify(outcome.result),
        outcome.error ?? null,
        timestamp(),
        outcome.seconds ?? null,
        id,
      );
  }

  setNote(id: number, note: string): void {
    this.#db.prepare('UPDATE run SET note = ? WHERE id = ?').run(note, id);
  }

  setStar(id: number, starred: boolean): void {
    this.#db.prepare('UPDATE run SET starred = ? WHERE id = ?').run(starred ? 1 : 0, id);
  }

  /** Changes the settings of a run that goes on with more time. */
  setConfig(id: number, config: unknown): void {
    this.#db.prepare('UPDATE run SET config = ? WHERE id = ?').run(JSON.stringify(config), id);
  }

  /** Runs that use a run's encoder, by id. */
  children(id: number): number[] {
    return this.#db
      .prepare<[number], number>('SELECT id FROM run WHERE parent_run_id = ? ORDER BY id')
      .pluck()
      .all(id);
  }

  /** Removes a run with its metrics, checkpoints, models and exports. */
  remove(id: number): void {
    this.#db.prepare('DELETE FROM run WHERE id = ?').run(id);
  }

  /** @param seconds of work so far: a run whose process dies keeps them */
  addMetrics(runId: number, points: readonly MetricPoint[], seconds: number): void {
    const insert = this.#db.prepare(
      'INSERT OR REPLACE INTO metric (run_id, name, step, value) VALUES (?, ?, ?, ?)',
    );
    this.#db.transaction(() => {
      this.#db.prepare('UPDATE run SET seconds = ? WHERE id = ?').run(seconds, runId);
      for (const { name, step, value } of points) {
        if (Number.isFinite(value)) insert.run(runId, name, step, value);
      }
    })();
  }

  setHealth(runId: number, health: { step: number; health: object; verdict: object }): void {
    this.#db.prepare('UPDATE run SET health = ? WHERE id = ?').run(JSON.stringify(health), runId);
  }

  /** Forgets what was measured after a step: a resumed run writes it anew. */
  dropMetricsAfter(runId: number, step: number): void {
    this.#db.transaction(() => {
      this.#db.prepare('DELETE FROM metric WHERE run_id = ? AND step > ?').run(runId, step);
      this.#db
        .prepare(`UPDATE run SET health = NULL WHERE id = ? AND json_extract(health, '$.step') > ?`)
        .run(runId, step);
    })();
  }

  metrics(runId: number): MetricPoint[] {
    return this.#db
      .prepare<[number], MetricPoint>(
        'SELECT name, step, value FROM metric WHERE run_id = ? ORDER BY name, step',
      )
      .all(runId);
  }

  addCheckpoint(runId: number, step: number, file: string): void {
    this.#db
      .prepare(
        'INSERT OR REPLACE INTO checkpoint (run_id, step, file, created_at) VALUES (?, ?, ?, ?)',
      )
      .run(runId, step, file, timestamp());
  }

  removeCheckpoint(runId: number, step: number): void {
    this.#db.prepare('DELETE FROM checkpoint WHERE run_id = ? AND step = ?').run(runId, step);
  }

  /** Newest first. */
  checkpoints(runId: number): { step: number; file: string }[] {
    return this.#db
      .prepare<[number], { step: number; file: string }>(
        'SELECT step, file FROM checkpoint WHERE run_id = ? ORDER BY step DESC',
      )
      .all(runId);
  }
}
