import type { AutoChoice } from '../../../shared/contract/runs.ts';

/** A candidate as the list of trials shows it. */
export interface TrialRow {
  method: string;
  title: string;
  state: 'chosen' | 'out' | 'done' | 'trying' | 'waiting';
  trial: AutoChoice['trials'][number] | null;
}

/** All candidates in their order. @param underWay whether trials are going on now */
export function trialRows(
  { candidates, trials, chosen }: AutoChoice,
  underWay: boolean,
): TrialRow[] {
  const next = candidates.find(({ method }) => trials.every((trial) => trial.method !== method));
  return candidates.map(({ method, title }) => {
    const trial = trials.find((each) => each.method === method) ?? null;
    const isOut = trial !== null && (trial.state === 'collapsed' || trial.state === 'broken');
    const waits = underWay && method === next?.method ? 'trying' : 'waiting';
    const done = isOut ? 'out' : 'done';
    const state = trial === null ? waits : done;
    return { method, title, state: chosen?.method === method ? 'chosen' : state, trial };
  });
}
