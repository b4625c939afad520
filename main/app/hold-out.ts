import { fewestNumbers, fewestTestNumbers } from '../../shared/target.ts';
import { mixSeed, permutation } from '../learn/data/seeded.ts';
import { inCommits } from './in-commits.ts';
import type { Project } from './project.ts';

/**
 * Sets a share of each class's labelled training samples aside as test samples, or of all where labels are numbers. What training needs at
 * least is kept for it. @returns how many were moved
 */
export async function holdOut(project: Project, share: number, seed: number): Promise<number> {
  const dataset = project.dataset();
  // What is left must be enough to learn from.
  const kept = dataset.target === 'number' ? fewestNumbers : 1;
  const fewest = dataset.target === 'number' ? fewestTestNumbers : 1;
  const byClass = new Map<string, number[]>();
  for (const { sample_id: id, class_name } of project.store.labels.all(dataset.id, 'train')) {
    const name = dataset.target === 'number' ? '' : class_name;
    const ids = byClass.get(name);
    if (ids === undefined) byClass.set(name, [id]);
    else ids.push(id);
  }
  const moved = [...byClass].flatMap(([name, ids]) => {
    const wanted = Math.min(ids.length - kept, Math.round(ids.length * share));
    const count = wanted < fewest ? 0 : wanted;
    const order = permutation(ids.length, mixSeed(seed, 'hold out', name));
    return Array.from(order.slice(0, count), (place) => ids[place] ?? 0);
  });
  await setSplit(project, moved, 'test');
  return moved.length;
}

/** Moves samples to the training or the test images. @returns how many have moved */
export async function setSplit(
  project: Project,
  sampleIds: readonly number[],
  split: 'train' | 'test',
): Promise<number> {
  let moved = 0;
  await inCommits(project.store, sampleIds, (id) => {
    const sample = project.store.samples.byId(id);
    if (sample === undefined || sample.split === split) return;
    project.store.samples.setSplit(id, split);
    moved += 1;
  });
  return moved;
}
