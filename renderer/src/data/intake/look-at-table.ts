import type { TableColumns, TextColumns } from '../../../../shared/contract/data.ts';
import type { Source } from '../../../../shared/contract/primitives.ts';
import { call } from '../../connection/connection.svelte.ts';
import { attempt } from '../../state/notices.ts';
import type { Taken } from './taken.ts';
import type { SaidKind } from './whether-to-look.ts';

/** Something that may be a table, where the app can read it, and what it found in it. */
export interface LookedAt {
  /** As it was taken. */
  of: Taken;
  /** As what was taken, but sent already. */
  taken: Taken;
  kind: SaidKind;
  /** Null for what is no table after all. */
  table: TableColumns | null;
  /** Where its texts are, if it may hold any; null where there is nothing to choose. */
  texts: TextColumns | null;
  /** Forgets what was sent, when it is not to be imported. */
  drop: () => Promise<void>;
}

/**
 * Sends what may be a table and asks what its columns hold.
 * @param before an earlier look at it, for which it was sent already
 * @throws {PretextError}
 */
export async function lookAtTable(
  project: string | null,
  taken: Taken,
  kind: SaidKind,
  before: LookedAt | null,
  signal: AbortSignal,
): Promise<LookedAt> {
  const sources = await (before?.taken ?? taken).send(() => undefined, signal);
  const drop = async (): Promise<void> => await dropUploads(sources);
  try {
    const said = kind === 'auto' ? {} : { kind };
    const { table, texts } = await call('data.columns', { project, sources, ...said });
    return { of: taken, taken: { ...taken, send: async () => sources }, kind, table, texts, drop };
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
