import type { TableColumns, TextColumns } from '../../../../shared/contract/data.ts';
import type { Source } from '../../../../shared/contract/primitives.ts';
import { call } from '../../connection/connection.svelte.ts';
import { attempt } from '../../state/notices.ts';
import type { Taken } from './taken.ts';

/** Something that may be a table, where the app can read it, and what it found in it. */
export interface LookedAt {
  /** As what was taken, but sent already. */
  taken: Taken;
  /** Null for what is no table after all. */
  table: TableColumns | null;
  /** Where its texts are, if it may hold any; null where there is nothing to choose. */
  texts: TextColumns | null;
  /** Forgets what was sent, when it is not to be imported. */
  drop: () => Promise<void>;
}

/** Sends what may be a table and asks what its columns hold. @throws {PretextError} */
export async function lookAtTable(
  project: string | null,
  taken: Taken,
  signal: AbortSignal,
): Promise<LookedAt> {
  const sources = await taken.send(() => undefined, signal);
  const drop = async (): Promise<void> => await dropUploads(sources);
  try {
    const { table, texts } = await call('data.columns', { project, sources });
    return { taken: { ...taken, send: async () => sources }, table, texts, drop };
  } catch (error) {
    await drop();
    throw error;
  }
}

async function dropUploads(sources: readonly Source[]): Promise<void> {
  for (const source of sources) {
    if (source.kind === 'path') continue;
    await attempt(() => call('data.dropUpload', { upload: source.upload }));
  }
}
