import { call } from '../connection/connection.svelte.ts';
import { attempt } from '../state/notices.ts';

/** Starts drawing a run's map; its job tells how far it is. */
export async function drawMap(project: string, run: number): Promise<void> {
  await attempt(() => call('explore.computeMap', { project, run }));
}
