import { existsSync } from 'node:fs';
import path from 'node:path';
import type { RunRow } from '../store/runs.ts';
import { readAnomalies, type SavedAnomalies } from '../training/anomalies-file.ts';
import { embeddedDigest } from '../training/embeddings-file.ts';
import { freshEmbeddings } from './embed.ts';
import { ifIntact } from './if-intact.ts';
import type { Project } from './project.ts';
import { performJob, runDir } from './runs.ts';
import type { Services } from './services.ts';

function anomaliesFile(project: Project, runId: number): string {
  return path.join(runDir(project, runId), 'anomalies.safetensors');
}

/**
 * Looks for what is unlike all others among a run's embeddings, which are computed when they are not of the images that
 * are there now. What was found last is given back when it is of the same embeddings.
 */
export async function findAnomalies(
  project: Project,
  run: RunRow,
  services: Services,
): Promise<SavedAnomalies> {
  const embeddings = await freshEmbeddings(project, run, services);
  const before = ifIntact(() => savedAnomalies(project, run.id));
  if (before?.digest === embeddedDigest(embeddings) && before !== null) return before;
  const target = anomaliesFile(project, run.id);
  await performJob<'anomalies'>({ kind: 'anomalies', embeddings, target }, services);
  return readAnomalies(target);
}

/** The anomalies found last; null when there are none. @throws {PretextError} `corrupt-file` */
export function savedAnomalies(project: Project, runId: number): SavedAnomalies | null {
  const file = anomaliesFile(project, runId);
  return existsSync(file) ? readAnomalies(file) : null;
}
