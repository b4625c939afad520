import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { messageOf, PretextError } from '../../../shared/errors.ts';
import type { Project } from '../project.ts';
import { mediaTypeOf, type Thumbnail, thumbnailOf } from '../thumbnail.ts';
import type { Log } from './problem.ts';
import type { RecentProject } from './recent-projects.ts';

/**
 * Pictures for the list of projects, kept beside that list: a project that is closed, on a drive that sleeps or made
 * by another version has them too. A folder a project, a file a sample; up to eight of a few kilobytes.
 */
export class PreviewPictures {
  readonly #dir: string;
  readonly #log: Log;

  /** @param home where the list is kept */
  constructor(home: string, log: Log) {
    this.#dir = path.join(home, 'previews');
    this.#log = log;
  }

  /** Keeps the pictures that the list shows of an open project. What cannot be kept is only not shown. */
  keep({ project: id, previewSamples }: RecentProject, project: Project): void {
    const dir = path.join(this.#dir, id);
    const wanted = previewSamples.map(String);
    try {
      mkdirSync(dir, { recursive: true });
      const kept = readdirSync(dir);
      for (const name of kept) if (!wanted.includes(name)) rmSync(path.join(dir, name));
      for (const sample of previewSamples) {
        if (kept.includes(String(sample))) continue;
        // Lost at a power failure, it is made again: no fsync.
        writeFileSync(path.join(dir, String(sample)), thumbnailOf(project, sample).bytes);
      }
    } catch (error) {
      this.#log(`No previews of ${project.dir}: ${messageOf(error)}`);
    }
  }

  /** @param recent what the list says of the project: only what it shows is served. @throws {PretextError} `not-found` */
  get({ project, previewSamples }: RecentProject, sample: number): Thumbnail {
    const file = path.join(this.#dir, project, String(sample));
    try {
      if (!previewSamples.includes(sample)) throw new Error('not in the list');
      const bytes = readFileSync(file);
      return { mediaType: mediaTypeOf(bytes, file), bytes };
    } catch (error) {
      throw new PretextError('not-found', 'There is no such preview.', { cause: error });
    }
  }

  forget(project: string): void {
    rmSync(path.join(this.#dir, project), { recursive: true, force: true });
  }
}
