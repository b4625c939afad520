import { PretextError } from '../../shared/errors.ts';
import { pretextTasks } from '../learn/pretext/registry.ts';
import type { Project } from './project.ts';
import { trainingImages } from './training-images.ts';
import { trainingSpeed } from './training-speed.ts';
import { uprightness } from './uprightness.ts';

export interface Recommendation {
  task: string;
  encoder: string;
  batchSize: number;
  minutes: number;
  /** Sentences. */
  reasons: string[];
}

/** Below this, a contrastive batch holds too few pictures to tell apart. */
const fewImages = 200;
/** From here on (see `uprightness`) pictures plainly have a way up. */
const upright = 0.12;
const wantedPasses = 30;
/** Rows are small, and passes over them cheap. */
const tablePasses = 200;

/**
 * Which pretext task suits the data, and why.
 * @param reference images a second of the reference step here; null when not measured
 * @throws {PretextError} `no-data`
 */
export async function recommend(
  project: Project,
  reference: number | null,
): Promise<Recommendation> {
  const dataset = project.dataset();
  const { samples: rows } = await trainingImages(project);
  if (rows.length === 0) {
    throw new PretextError('no-data', 'There are no training images.', {
      remedy: 'Import images, or take some in again.',
    });
  }
  const { preprocessing } = dataset;
  if (preprocessing.kind === 'tables') return recommendForTable(project, rows.length, reference);
  const { size, channels } = preprocessing;
  const up = await uprightness(project, rows);
  const pictures = `${rows.length.toLocaleString('en-US')} ${channels === 1 ? 'grey' : 'colour'} pictures of ${size} × ${size} pixels`;
  const reasons: string[] = [];
  let task: keyof typeof pretextTasks = 'simclr';
  if (rows.length < fewImages && up >= upright) {
    task = 'rotation';
    reasons.push(
      `These are ${pictures}: few, so that comparing them with each other says little.`,
      'They have a way up, so guessing how one was turned makes the model look at what it shows.',
    );
  } else if (rows.length < fewImages) {
    task = 'inpainting';
    reasons.push(
      `These are ${pictures}: few, so that comparing them with each other says little.`,
      'They have no clear way up, so filling in hidden parts is the better question.',
    );
  } else {
    reasons.push(
      `These are ${pictures}: enough to tell each from the others, which teaches most.`,
      up >= upright
        ? 'They have a way up; “Guess the rotation” would work too, and is worth a second run.'
        : 'They have no clear way up, so guessing a rotation would teach little.',
    );
    if (channels === 1) {
      reasons.push(
        'Without colour the views differ by place and brightness alone, which is enough.',
      );
    }
  }
  const { defaults } = pretextTasks[task];
  const batchSize = Math.min(defaults.batchSize, largestBatch(rows.length));
  const wanted = { method: task, encoder: 'small-conv', batchSize };
  const { imagesPerSecond } = trainingSpeed(project, wanted, reference);
  const minutes = (rows.length * wantedPasses) / imagesPerSecond / 60;
  return {
    task,
    encoder: wanted.encoder,
    batchSize,
    minutes: Math.min(30, Math.max(1, Math.ceil(minutes))),
    reasons,
  };
}

/** Comparing rows with changed ones of their own is what is known to work on tables (SCARF, arXiv 2106.15147). */
function recommendForTable(
  project: Project,
  rows: number,
  reference: number | null,
): Recommendation {
  const batchSize = Math.min(pretextTasks.simclr.defaults.batchSize, largestBatch(rows));
  const wanted = { method: 'simclr', encoder: 'mlp', batchSize };
  const { imagesPerSecond } = trainingSpeed(project, wanted, reference);
  const minutes = (rows * tablePasses) / imagesPerSecond / 60;
  return {
    task: wanted.method,
    encoder: wanted.encoder,
    batchSize,
    minutes: Math.min(10, Math.max(1, Math.ceil(minutes))),
    reasons: [
      `These are ${rows.toLocaleString('en-US')} rows of a table. Each is told from the others although some of its columns are another row's, which teaches how columns go together.`,
    ],
  };
}

/** A power of two of which the data fills four batches at least. */
function largestBatch(images: number): number {
  return 2 ** Math.max(3, Math.floor(Math.log2(Math.max(8, images / 4))));
}
