import { PretextError } from '../../shared/errors.ts';
import { pretextTasks } from '../learn/pretext/registry.ts';
import { kindOf } from './data-kinds/registry.ts';
import type { Project } from './project.ts';
import { trainingImages } from './training-images.ts';
import { type MachineSpeed, trainingSpeed } from './training-speed.ts';

export interface Recommendation {
  task: string;
  encoder: string;
  batchSize: number;
  minutes: number;
  /** That end the minutes sooner. */
  passes: number;
  /** Sentences. */
  reasons: string[];
}

/**
 * Which pretext task suits the data, and why.
 * @throws {PretextError} `no-data`
 */
export async function recommend(project: Project, machine: MachineSpeed): Promise<Recommendation> {
  const { preprocessing } = project.dataset();
  const { samples: rows } = await trainingImages(project);
  const { noun, advise } = kindOf(preprocessing);
  if (rows.length === 0) {
    throw new PretextError('no-data', `There are no training ${noun.many}.`, {
      remedy: `Import ${noun.many}, or take some in again.`,
    });
  }
  const { task, encoder, passes, mostPasses, mostMinutes, reasons } = await advise(
    project,
    preprocessing,
    rows,
  );
  const batchSize = Math.min(pretextTasks[task].defaults.batchSize, largestBatch(rows.length));
  const wanted = { method: task, encoder, batchSize };
  const { imagesPerSecond } = trainingSpeed(project, wanted, machine);
  const minutes = Math.ceil((rows.length * passes) / imagesPerSecond / 60);
  return {
    task,
    encoder,
    batchSize,
    minutes: Math.min(mostMinutes, Math.max(1, minutes)),
    passes: mostPasses,
    reasons,
  };
}

/** A power of two of which the data fills four batches at least. */
function largestBatch(samples: number): number {
  return 2 ** Math.max(3, Math.floor(Math.log2(Math.max(8, samples / 4))));
}
