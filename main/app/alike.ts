import type { AlikeSource } from '../../shared/training.ts';
import type { RunRow } from '../store/runs.ts';
import { encoderOf, freshEmbeddings } from './embed.ts';
import { freshFamiliar } from './familiar.ts';
import type { Project } from './project.ts';
import { runById } from './runs.ts';
import type { Services } from './services.ts';

/**
 * What new images are held against: the encoder of a fine-tuning run, its embeddings and what is usual among these; computed when they are
 * not of the images that are there now.
 * @param count training samples to name beside each image
 * @returns null for a run without an encoder
 */
export async function alikeSource(
  project: Project,
  { parent_run_id: parent }: RunRow,
  count: number,
  services: Services,
): Promise<AlikeSource | null> {
  if (parent === null) return null;
  const pretrained = runById(project, parent);
  const embeddings = await freshEmbeddings(project, pretrained, services);
  const familiar = await freshFamiliar(project, pretrained, embeddings, services);
  return { ...encoderOf(project, pretrained), embeddings, familiar, count };
}
