import type { RunRow } from '../../store/runs.ts';
import type { Project } from '../project.ts';
import type { Studio } from '../studio/studio.ts';
import { freshConnected } from '../suggest.ts';

/** Those that go on, so that a second window waits for the same one. */
const going = new WeakMap<Project, Promise<void>>();

/** Finds what hangs together among a project's images, as a job with progress that can be cancelled, and waits for it. */
export async function connecting(
  studio: Studio,
  id: string,
  project: Project,
  run: RunRow,
): Promise<void> {
  const before = going.get(project);
  if (before !== undefined) return await before;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  going.set(project, promise);
  try {
    studio.startJob({
      kind: 'connect',
      project: id,
      async work(services) {
        try {
          await freshConnected(project, run, services);
          resolve();
          return { kind: 'connect', run: run.id };
        } catch (error) {
          reject(error);
          throw error;
        }
      },
    });
    await promise;
  } finally {
    going.delete(project);
  }
}
