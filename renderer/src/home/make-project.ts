import type { ProjectSummary } from '../../../shared/contract/projects.ts';
import { PretextError } from '../../../shared/errors.ts';
import type { SampleProjectName } from '../../../shared/sample-projects.ts';
import { call } from '../connection/connection.svelte.ts';
import type { ImportChoices } from '../data/intake/choices.ts';
import { intake } from '../data/intake/intake.svelte.ts';
import { numberedName } from '../data/intake/names.ts';
import type { Taken } from '../data/intake/taken.ts';
import { addressOf, goTo } from '../state/route.svelte.ts';

export type SampleLabels = 'with' | 'without';

/** Names that are tried before giving up. */
const mostNumbers = 100;

/** Makes a project of what was taken, goes to its data and starts importing there. */
export async function projectOf(taken: Taken, choices: ImportChoices): Promise<void> {
  const { project } = await createNumbered(taken.name);
  goTo(addressOf(project, 'data'));
  void intake.importData(project, taken, choices);
}

/** Makes a project of sample data and goes there. */
export async function sampleProject(
  sample: SampleProjectName,
  labels: SampleLabels,
): Promise<void> {
  const input = { sample, withLabels: labels === 'with', folder: null };
  const { project } = await call('projects.createSample', input);
  goTo(addressOf(project.project, 'data'));
}

async function createNumbered(name: string): Promise<ProjectSummary> {
  for (let number = 1; ; number++) {
    try {
      return await call('projects.create', { name: numberedName(name, number), folder: null });
    } catch (error) {
      const isTaken = error instanceof PretextError && error.code === 'already-exists';
      if (!isTaken || number === mostNumbers) throw error;
    }
  }
}
