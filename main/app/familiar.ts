import path from 'node:path';
import type { RunRow } from '../store/runs.ts';
import { embeddedDigest } from '../training/embeddings-file.ts';
import type { Project } from './project.ts';
import { performJob, runDir } from './runs.ts';
import type { Services } from './services.ts';

/** The file of what is usual among a run's embeddings; measured anew when it is of others. */
export async function freshFamiliar(
  project: Project,
  run: RunRow,
  embeddings: string,
  services: Services,
): Promise<string> {
  const target = path.join(runDir(project, run.id), 'familiar.safetensors');
  if (embeddedDigest(target) !== embeddedDigest(embeddings)) {
    await performJob<'familiar'>({ kind: 'familiar', embeddings, target }, services);
  }
  return target;
}
