import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ImageRows } from '../../shared/training.ts';
import type { PackedSampleRow } from '../store/samples.ts';
import type { Project } from './project.ts';

/** The training images: samples with pixels, where these are, and a name for all of them together. */
export interface TrainingImages {
  /** In the order of their ids. */
  samples: readonly PackedSampleRow[];
  /** Names the images and their pixels: a file that has changed and is imported again has a new row. */
  digest: string;
}

/** Rows read between two turns: a few milliseconds' work. */
const rowsAtOnce = 5000;

const known = new WeakMap<Project, { state: string; images: TrainingImages }>();

/**
 * The training images as they are now. 100,000 are read without holding anything up, and once until they change.
 * @throws {PretextError} `no-data` before the first import
 */
export async function trainingImages(project: Project): Promise<TrainingImages> {
  const dataset = project.dataset();
  const state = project.store.imagesState();
  const before = known.get(project);
  if (before?.state === state) return before.images;
  const samples: PackedSampleRow[] = [];
  const hash = createHash('sha256');
  for (;;) {
    const after = samples.at(-1)?.id ?? 0;
    const some = project.store.samples.packedAfter(dataset.id, 'train', after, rowsAtOnce);
    let text = '';
    for (const { id, file, row } of some) text += `${id}:${file}:${row};`;
    hash.update(text);
    samples.push(...some);
    if (some.length < rowsAtOnce) break;
    await nextTurn();
  }
  const images = { samples, digest: hash.digest('hex') };
  // What changed meanwhile is read next time.
  known.set(project, { state, images });
  return images;
}

/** How many there are. @throws {PretextError} `no-data` before the first import */
export function trainingCount(project: Project): number {
  const { id } = project.dataset();
  return project.store.lists.count(id, { status: ['ready'], split: 'train' });
}

/** The training images with where their pixels are, for a job. */
export async function trainingRows(
  project: Project,
): Promise<TrainingImages & { rows: ImageRows }> {
  const images = await trainingImages(project);
  return { ...images, rows: project.rowsOf(images.samples) };
}
