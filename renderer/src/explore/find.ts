import type { CallInput } from '../../../shared/contract/contract.ts';
import { call } from '../connection/connection.svelte.ts';
import { attempt } from '../state/notices.ts';

/** Starts finding clusters; its job tells how far it is. @returns whether it has begun */
export async function findClusters(input: CallInput<'explore.findClusters'>): Promise<boolean> {
  return (await attempt(() => call('explore.findClusters', input))) !== undefined;
}

/** Starts looking for unusual pictures; its job tells how far it is. */
export async function findAnomalies(project: string, run: number): Promise<void> {
  await attempt(() => call('explore.findAnomalies', { project, run }));
}
