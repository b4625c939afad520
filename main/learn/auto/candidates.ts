import { PretextError } from '../../../shared/errors.ts';
import type { SampleSpec } from '../../../shared/sample-spec.ts';
import type { EncoderName } from '../models/registry.ts';
import { encodersFor, suits } from '../pretext/needs.ts';
import { type PretextTaskName, pretextTasks } from '../pretext/registry.ts';
import type { Budget } from '../pretrain/config.ts';

/** In the order that they are tried in: where there is time for two alone, those that differ most come first. */
const preferred: readonly PretextTaskName[] = [
  'cola',
  'simclr',
  'rotation',
  'mae',
  'vicreg',
  'barlow-twins',
];
const mostCandidates = 4;

/** Seconds of training that a trial needs to tell anything, and takes at most. */
const shortestTrial = 5;
const longestTrial = 150;
/** Making the graph and judging, seconds on two cores. */
const overhead = 2.5;
/** Of the time that a person gives: for all trials' training, and at most with what goes on around it. */
const trainingShare = 0.15;
const largestShare = 0.25;

/** How many candidates are tried, and for how long each. */
export interface TrialPlan {
  candidates: PretextTaskName[];
  /** Of each trial. */
  budget: Budget;
}

/**
 * What to try in a part of a budget: all candidates for the same time, since time is what a person gives; about 15 % of
 * it in all. Where the budget is a number of steps, in the same number of steps, so that the numbers are the same each time.
 *
 * @param spec of the samples
 * @throws {PretextError} `bad-usage` when none of them can train the encoder
 */
export function trialPlan(encoder: EncoderName, spec: SampleSpec, budget: Budget): TrialPlan {
  const suited = preferred.filter(
    (name) =>
      suits(pretextTasks[name], spec) &&
      encodersFor(pretextTasks[name], spec.kind).includes(encoder),
  );
  if (suited.length === 0) {
    throw new PretextError('bad-usage', `No task that is tried can train the encoder ${encoder}.`, {
      remedy: 'Choose another encoder, or a pretext task in place of trials.',
    });
  }
  if (budget.kind === 'steps') {
    const candidates = suited.slice(0, mostCandidates);
    const steps = Math.round((trainingShare * budget.steps) / candidates.length);
    return { candidates, budget: { kind: 'steps', steps: between(steps, 10, 500) } };
  }
  const seconds = 60 * budget.minutes;
  const affordable = Math.floor((largestShare * seconds) / (shortestTrial + overhead));
  const candidates = suited.slice(0, between(affordable, 2, mostCandidates));
  const each = between((trainingShare * seconds) / candidates.length, shortestTrial, longestTrial);
  return { candidates, budget: { ...budget, minutes: each / 60 } };
}

const between = (value: number, low: number, high: number): number =>
  Math.min(high, Math.max(low, value));
