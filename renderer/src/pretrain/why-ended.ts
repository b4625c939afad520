import type { Problem } from '../../../shared/contract/primitives.ts';
import type { RunDetails } from '../../../shared/contract/runs.ts';

/** Why a run is not finished: a person stopped it, or something went wrong. */
export type WhyEnded =
  | { kind: 'stopped'; savedStep: number | null }
  | { kind: 'wrong'; message: string | null; remedy: string | null; savedStep: number | null };

/** As the services write it down for a run that was asked to stop. */
const stoppedOnRequest = 'Stopped on request.';

/** @param problem what the run's job said, when the app still knows it; null for a run that is well */
export function whyEnded(
  run: Pick<RunDetails, 'status' | 'error' | 'checkpoints'>,
  problem: Problem | null,
): WhyEnded | null {
  if (run.status === 'finished' || run.status === 'running') return null;
  const savedStep = run.checkpoints[0]?.step ?? null;
  if (
    run.status === 'interrupted' &&
    (run.error === stoppedOnRequest || problem?.code === 'cancelled')
  ) {
    return { kind: 'stopped', savedStep };
  }
  // A process that died leaves a remedy for the terminal: the window has a button.
  const remedy = problem === null || problem.code === 'training-died' ? null : problem.remedy;
  return { kind: 'wrong', message: problem?.message ?? run.error, remedy, savedStep };
}
