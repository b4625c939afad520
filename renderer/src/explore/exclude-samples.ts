import { call } from '../connection/connection.svelte.ts';
import { count } from '../state/format.ts';
import { attempt, tell } from '../state/notices.ts';
import { texts } from '../texts/texts.svelte.ts';

/** Leaves samples out of everything; says so, with a way back. */
export async function excludeSamples(project: string, samples: Int32Array): Promise<void> {
  const answer = await attempt(() =>
    call('data.exclude', { project, samples: Array.from(samples) }),
  );
  if (answer === undefined) return;
  tell(texts.t.explore.excluded(count(answer.changed)), {
    label: texts.t.common.undo,
    onClick: () => void attempt(() => call('data.undo', { project })),
  });
}
