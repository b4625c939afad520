import { call } from '../connection/connection.svelte.ts';
import { count } from '../state/format.ts';
import { attempt, tell } from '../state/notices.ts';
import { texts } from '../texts/texts.svelte.ts';
import type { SampleClasses } from './sample-classes.svelte.ts';

/**
 * Gives some samples a class, or takes theirs back with null; says so, with a way back.
 * @returns whether it is saved
 */
export async function giveLabels(
  project: string,
  classes: SampleClasses,
  samples: Int32Array,
  of: number | null,
): Promise<boolean> {
  if (samples.length === 0) return true;
  const settle = classes.expect(samples, of);
  const answer = await attempt(() =>
    call('labels.give', { project, samples: Array.from(samples), class: of }),
  );
  if (answer !== undefined) classes.learn(samples, of);
  settle();
  if (answer === undefined) return false;
  const t = texts.t;
  const pictures = count(answer.changed);
  tell(
    of === null
      ? t.map.takenBack(pictures)
      : t.map.labelled(pictures, classes.byId(of)?.name ?? ''),
    {
      label: t.common.undo,
      onClick: () => void attempt(() => call('labels.undo', { project })),
    },
  );
  return true;
}
