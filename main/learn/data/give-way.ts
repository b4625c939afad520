import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long work is followed and ended. */
export interface WorkHooks {
  /** Ends the work between two blocks: it throws the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Called between blocks; what it throws ends the work. @param share 0…1, of the stage it is in */
  onProgress?: ((share: number) => Promise<void> | void) | undefined;
}

/** Between two blocks of work: messages and timers come in only when the event loop turns. */
export async function giveWay({ signal, onProgress }: WorkHooks, share: number): Promise<void> {
  await nextTurn();
  signal?.throwIfAborted();
  await onProgress?.(share);
}
