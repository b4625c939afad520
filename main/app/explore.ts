import { existsSync } from 'node:fs';
import path from 'node:path';
import type { JobResult } from '../../shared/training.ts';
import type { RunRow } from '../store/runs.ts';
import { embeddedDigest } from '../training/embeddings-file.ts';
import { readMap, type SavedMap } from '../training/map-file.ts';
import { findAnomalies } from './anomalies.ts';
import { findClusters, requestOf, savedClusters } from './clusters.ts';
import { freshEmbeddings } from './embed.ts';
import { ifIntact } from './if-intact.ts';
import type { Project } from './project.ts';
import { performJob, runDir } from './runs.ts';
import type { Services } from './services.ts';

/** The same data give the same map. */
const seed = 1;

function mapFile(project: Project, runId: number): string {
  return path.join(runDir(project, runId), 'map.safetensors');
}

/**
 * Computes the map of a run's embeddings, and these too when they are not of the images that are there now. Unusual images
 * and clusters come first, where there are none of these embeddings.
 */
export async function computeMap(
  project: Project,
  run: RunRow,
  services: Services,
): Promise<JobResult<'map'>> {
  const embeddings = await freshEmbeddings(project, run, services);
  await findAnomalies(project, run, services);
  const clusters = ifIntact(() => savedClusters(project, run.id));
  if (clusters?.digest !== embeddedDigest(embeddings)) {
    await findClusters(project, run, requestOf(clusters), services);
  }
  const target = mapFile(project, run.id);
  return await performJob<'map'>({ kind: 'map', embeddings, seed, target }, services);
}

/** The map computed last; null when there is none. @throws {PretextError} `corrupt-file` */
export function savedMap(project: Project, runId: number): SavedMap | null {
  const file = mapFile(project, runId);
  return existsSync(file) ? readMap(file) : null;
}

/** The nearest training samples of one, nearest first. @throws {PretextError} `not-found` */
export async function neighboursOf(
  project: Project,
  run: RunRow,
  sampleId: number,
  count: number,
  services: Services,
): Promise<JobResult<'neighbours'>['neighbours']> {
  const embeddings = await freshEmbeddings(project, run, services);
  const spec = { kind: 'neighbours', embeddings, sampleId, count } as const;
  return (await performJob<'neighbours'>(spec, services)).neighbours;
}
