import { Classes } from './classes.ts';
import { DataCheck } from './data-check.ts';
import { type Db, openDatabase, timestamp } from './database.ts';
import { Datasets } from './datasets.ts';
import { Edits } from './edits.ts';
import { Imports } from './imports.ts';
import { Labels } from './labels.ts';
import { Models } from './models.ts';
import { Runs } from './runs.ts';
import { SampleLists } from './sample-lists.ts';
import { Samples } from './samples.ts';
import { TakenBack } from './taken-back.ts';

/** A project's records: one repository a noun, over one database. */
export class ProjectStore {
  readonly datasets: Datasets;
  readonly imports: Imports;
  readonly samples: Samples;
  readonly lists: SampleLists;
  readonly check: DataCheck;
  readonly classes: Classes;
  readonly labels: Labels;
  readonly takenBack: TakenBack;
  readonly edits: Edits;
  readonly runs: Runs;
  readonly models: Models;
  readonly #db: Db;

  private constructor(db: Db) {
    this.#db = db;
    this.datasets = new Datasets(db);
    this.imports = new Imports(db);
    this.samples = new Samples(db);
    this.lists = new SampleLists(db);
    this.check = new DataCheck(db);
    this.classes = new Classes(db);
    this.labels = new Labels(db);
    this.takenBack = new TakenBack(db);
    this.edits = new Edits(db);
    this.runs = new Runs(db);
    this.models = new Models(db);
  }

  static create(file: string, name: string, codeVersion: string): ProjectStore {
    const db = openDatabase(file, true);
    db.prepare('INSERT INTO project (id, name, created_at, code_version) VALUES (1, ?, ?, ?)').run(
      name,
      timestamp(),
      codeVersion,
    );
    return new ProjectStore(db);
  }

  /** @throws {PretextError} `not-found`, `too-new`, `store` */
  static open(file: string): ProjectStore {
    return new ProjectStore(openDatabase(file, false));
  }

  project(): { name: string; created_at: string } | undefined {
    return this.#db
      .prepare<[], { name: string; created_at: string }>('SELECT name, created_at FROM project')
      .get();
  }

  /** Is another text once samples may have changed: here, by an import's end, or in another process. */
  imagesState(): string {
    const elsewhere = String(this.#db.pragma('data_version', { simple: true }));
    return [this.samples.changes, this.check.lastImport(), elsewhere].join('/');
  }

  rename(name: string): void {
    this.#db.prepare('UPDATE project SET name = ?').run(name);
  }

  /** All or nothing: on disk when it returns. */
  transaction<T>(work: () => T): T {
    return this.#db.transaction(work).immediate();
  }

  close(): void {
    this.#db.close();
  }
}
