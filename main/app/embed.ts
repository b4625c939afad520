import { rmSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { JobResult } from '../../shared/training.ts';
import type { RunRow } from '../store/runs.ts';
import { embeddedDigest } from '../training/embeddings-file.ts';
import type { Project } from './project.ts';
import { performJob, runDir } from './runs.ts';
import type { Services } from './services.ts';
import { trainingImages, trainingRows } from './training-images.ts';

const encoderField = z.object({ encoder: z.string() });

/** The encoder of a pretraining run: its name and its weights. */
export function encoderOf(project: Project, run: RunRow): { encoder: string; weights: string } {
  const { encoder } = encoderField.parse(JSON.parse(run.config));
  return { encoder, weights: path.join(runDir(project, run.id), 'encoder.safetensors') };
}

/** Where a run's embeddings are, or will be. */
function embeddingsFile(project: Project, runId: number): string {
  return path.join(runDir(project, runId), 'embeddings.safetensors');
}

/** Embeds all training images with a run's encoder and keeps the result in the run's folder. */
export async function embed(
  project: Project,
  run: RunRow,
  services: Services,
): Promise<JobResult<'embed'>> {
  const { samples, rows, digest } = await trainingRows(project);
  const target = embeddingsFile(project, run.id);
  return await performJob<'embed'>(
    {
      kind: 'embed',
      ...encoderOf(project, run),
      images: rows,
      sampleIds: samples.map(({ id }) => id),
      digest,
      target,
    },
    services,
  );
}

/** The file of a run's embeddings of the images that are there now; computes them when it has to. */
export async function freshEmbeddings(
  project: Project,
  run: RunRow,
  services: Services,
): Promise<string> {
  const file = embeddingsFile(project, run.id);
  const { digest } = await trainingImages(project);
  if (embeddedDigest(file) !== digest) await embed(project, run, services);
  return file;
}

/** Removes what was computed with a run's encoder: it has been trained further. */
export function forgetEmbeddings(project: Project, runId: number): void {
  const names = ['embeddings', 'familiar', 'connected', 'map', 'clusters', 'anomalies'].map(
    (name) => `${name}.safetensors`,
  );
  for (const name of [...names, 'curve.json']) {
    rmSync(path.join(runDir(project, runId), name), { force: true });
  }
}
