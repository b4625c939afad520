import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { PretextError } from '../../shared/errors.ts';
import type { SampleSpec } from '../../shared/sample-spec.ts';
import type { Target } from '../../shared/target.ts';
import type { ImageRows } from '../../shared/training.ts';
import { isAlive } from '../files/is-alive.ts';
import type { DatasetRow } from '../store/datasets.ts';
import { ProjectStore } from '../store/project-store.ts';
import type { PackedSampleRow } from '../store/samples.ts';
import { type Preprocessing, preprocessingSchema, specOf } from './preprocessing/preprocessing.ts';
import { abandonDeadImports } from './unfinished-imports.ts';
import { codeVersion } from './versions.ts';

const extension = '.pretext';
const databaseFile = 'project.db';

/** A data set as the services see it. */
export interface Dataset {
  id: number;
  name: string;
  preprocessing: Preprocessing;
  /** What its labels are. */
  target: Target;
  /** What its samples are. */
  spec: SampleSpec;
}

/** An open project: its folder (`NAME.pretext`) and its records. Close it when done. */
export class Project {
  readonly dir: string;
  readonly store: ProjectStore;

  private constructor(dir: string, store: ProjectStore) {
    this.dir = dir;
    this.store = store;
  }

  /**
   * @param dir the project's folder; `.pretext` is added when missing
   * @throws {PretextError} `already-exists`
   */
  static create(dir: string): Project {
    const folder = projectFolder(dir);
    if (existsSync(path.join(folder, databaseFile))) {
      throw new PretextError('already-exists', `There is a project at ${folder} already.`, {
        path: folder,
        remedy: 'Choose another name, or open the project that is there.',
      });
    }
    mkdirSync(folder, { recursive: true });
    const name = path.basename(folder, extension);
    const file = path.join(folder, databaseFile);
    try {
      return new Project(folder, ProjectStore.create(file, name, codeVersion));
    } catch (error) {
      rmSync(file, { force: true });
      throw error;
    }
  }

  /**
   * Opens a project, marks runs whose process has gone as interrupted, and removes what imports whose
   * process has gone left unfinished.
   * @throws {PretextError} `not-found`, `too-new`, `store`
   */
  static open(dir: string): Project {
    const folder = existsSync(path.join(path.resolve(dir), databaseFile))
      ? path.resolve(dir)
      : projectFolder(dir);
    const project = new Project(folder, ProjectStore.open(path.join(folder, databaseFile)));
    for (const run of project.store.runs.all()) {
      if (run.status !== 'running' || (run.pid !== null && isAlive(run.pid))) continue;
      project.store.runs.end(run.id, 'interrupted', {
        error: 'The program ended while the run was going on.',
      });
    }
    abandonDeadImports(project.store, folder);
    return project;
  }

  get name(): string {
    return this.store.project()?.name ?? path.basename(this.dir, extension);
  }

  /** A path inside the project. */
  path(...parts: string[]): string {
    return path.join(this.dir, ...parts);
  }

  relative(file: string): string {
    return path.relative(this.dir, file).split(path.sep).join('/');
  }

  /** @throws {PretextError} `no-data` before the first import */
  dataset(): Dataset {
    const dataset = this.datasetOrNull();
    if (dataset !== null) return dataset;
    throw new PretextError('no-data', `The project ${this.name} has no data yet.`, {
      path: this.dir,
      remedy: 'Import data first.',
      next: { do: 'import', project: this.dir },
    });
  }

  datasetOrNull(): Dataset | null {
    const row = this.store.datasets.first();
    return row === undefined ? null : toDataset(row);
  }

  /** Where samples' pixels are, in their order. */
  rowsOf(samples: readonly PackedSampleRow[]): ImageRows {
    const files = [...new Set(samples.map(({ file }) => file))];
    const index = new Map(files.map((file, i) => [file, i]));
    return {
      files: files.map((file) => this.path(file)),
      file: samples.map(({ file }) => index.get(file) ?? 0),
      row: samples.map(({ row }) => row),
    };
  }

  close(): void {
    this.store.close();
  }
}

function toDataset(row: DatasetRow): Dataset {
  const preprocessing = preprocessingSchema.parse(JSON.parse(row.preprocessing));
  const { id, name, target } = row;
  return { id, name, target, preprocessing, spec: specOf(preprocessing) };
}

/** Projects in a folder, by name. */
export function projectsIn(dir: string): { name: string; dir: string; modified: Date }[] {
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.endsWith(extension))
    .map((entry) => path.join(dir, entry.name))
    .filter((folder) => existsSync(path.join(folder, databaseFile)))
    .map((folder) => ({
      name: path.basename(folder, extension),
      dir: folder,
      modified: statSync(path.join(folder, databaseFile)).mtime,
    }));
}

function projectFolder(dir: string): string {
  const full = path.resolve(dir);
  return full.endsWith(extension) ? full : full + extension;
}
