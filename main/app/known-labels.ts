import type { z } from 'zod';
import type { knownLabelsSchema } from '../../shared/training.ts';
import type { PackedSampleRow } from '../store/samples.ts';
import type { Project } from './project.ts';

export type KnownLabelsMessage = z.infer<typeof knownLabelsSchema>;

/** Names of the classes that training labels use, sorted: the order of every model's outputs. None where labels are numbers. */
export function classesOf(project: Project, datasetId: number): string[] {
  if (project.dataset().target === 'number') return [];
  const labels = project.store.labels.all(datasetId, 'train');
  return [...new Set(labels.map((label) => label.class_name))].sort((a, b) =>
    a.localeCompare(b, 'en', { numeric: true }),
  );
}

/** Labels of samples by their place in the list. */
export function knownLabels(
  project: Project,
  datasetId: number,
  samples: readonly PackedSampleRow[],
  classes: readonly string[],
): KnownLabelsMessage {
  const place = new Map(samples.map(({ id }, index) => [id, index]));
  const index = new Map(classes.map((name, i) => [name, i]));
  const known: KnownLabelsMessage = {
    indices: [],
    labels: [],
    classes: Math.max(1, classes.length),
  };
  for (const { sample_id: id, class_name: name } of project.store.labels.all(datasetId, 'train')) {
    const at = place.get(id);
    const label = index.get(name);
    if (at === undefined || label === undefined) continue;
    known.indices.push(at);
    known.labels.push(label);
  }
  return known;
}
