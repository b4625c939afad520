import { untrack } from 'svelte';
import { connection } from '../connection/connection.svelte.ts';
import { type Query, query } from '../connection/query.svelte.ts';
import { AtMostEvery } from './at-most-every.ts';

/** Each asking loads a checkpoint beside the training: seldom is enough. */
const milliseconds = 20_000;

interface Followed {
  project: string;
  run: number;
  /** Whether a job works on it. */
  underWay: boolean;
  /** Another number shows other views. */
  seed: number;
  /** Chosen from the data when left out. */
  samples: readonly number[] | undefined;
}

/** What a run's model makes of its task, asked for again as it learns. For as long as the component lives. */
export function followGuesses(of: () => Followed): Query<'pretext.guesses'> {
  const guesses = query('pretext.guesses', () => {
    const { project, run, seed, samples } = of();
    return { project, run, seed, ...(samples === undefined ? {} : { samples: [...samples] }) };
  });
  const again = new AtMostEvery(milliseconds, () => void guesses.refresh());
  $effect(() =>
    connection.listen((event) => {
      const { project, run } = of();
      const isOurs =
        (event.type === 'health' && event.project === project && event.run === run) ||
        (event.type === 'changed' && event.what === 'runs' && event.project === project);
      if (isOurs && of().underWay) again.ask();
    }),
  );
  let wasUnderWay = false;
  $effect(() => {
    const { underWay } = of();
    // Once more at its end: by its last checkpoint.
    if (wasUnderWay && !underWay) untrack(() => again.now());
    wasUnderWay = underWay;
  });
  $effect(() => () => again.end());
  return guesses;
}
