import { createHash } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { PretextError } from '../../../shared/errors.ts';
import { Project } from '../project.ts';
import { lockProject } from './project-lock.ts';

/** A project that the app has open. */
export class OpenProject {
  readonly id: string;
  readonly project: Project;
  readonly #unlock: () => void;
  #last: Promise<unknown> = Promise.resolve();

  constructor(id: string, project: Project, unlock: () => void) {
    this.id = id;
    this.project = project;
    this.#unlock = unlock;
  }

  /** Does one change after another: those of many samples give way in between. */
  async inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined); // who asked for it hears of it
    return await turn;
  }

  close(): void {
    this.project.close();
    this.#unlock();
  }
}

/** Names a project by its folder: the same on each start. */
function projectIdOf(dir: string): string {
  const real = existsSync(dir) ? realpathSync(dir) : path.resolve(dir);
  return createHash('sha256').update(real).digest('hex').slice(0, 16);
}

/** The projects that the app has open, each locked for it. */
export class OpenProjects {
  readonly #open = new Map<string, OpenProject>();

  /** @throws {PretextError} `already-exists`, `busy` */
  create(dir: string): OpenProject {
    return this.#add(Project.create(dir));
  }

  /** Opens a project, or gives the one that is open. @throws {PretextError} `not-found`, `too-new`, `store`, `busy` */
  open(dir: string): OpenProject {
    const known = this.#open.get(projectIdOf(dir)) ?? this.#open.get(projectIdOf(`${dir}.pretext`));
    if (known !== undefined) return known;
    return this.#add(Project.open(dir));
  }

  /** @throws {PretextError} `not-found` for a project that is not open */
  get(id: string): OpenProject {
    const open = this.#open.get(id);
    if (open !== undefined) return open;
    throw new PretextError('not-found', 'This project is not open.', {
      remedy: 'Open it from the list of projects.',
    });
  }

  has(id: string): boolean {
    return this.#open.has(id);
  }

  close(id: string): void {
    this.#open.get(id)?.close();
    this.#open.delete(id);
  }

  closeAll(): void {
    for (const id of [...this.#open.keys()]) this.close(id);
  }

  #add(project: Project): OpenProject {
    try {
      const unlock = lockProject(project.dir, project.path('project.lock'));
      const open = new OpenProject(projectIdOf(project.dir), project, unlock);
      this.#open.set(open.id, open);
      return open;
    } catch (error) {
      project.close();
      throw error;
    }
  }
}
