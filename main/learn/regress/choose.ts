import type { RegressorKindName } from '../../../shared/regressor-kinds.ts';
import { meanGain } from '../evaluate/mean-gain.ts';
import type { RegressionTrial } from './trained-regressor.ts';

/** What is taken unless hidden labels clearly say otherwise, the first that is there (docs/decisions/0049). */
const favourites: readonly RegressorKindName[] = [
  'combined',
  'fine_tuned',
  'linear_probe',
  'linear',
  'mean',
];
/** Standard errors that a lead must have: chance gives one of seven so much in 6 % of cases (Bonferroni: one side of the normal distribution at 0.05 / 6). */
const clearly = 2.4;
/** Labels that both must have been tried on: of fewer the standard error itself is hardly known. */
const fewestTried = 10;

/**
 * Chooses a regressor without test labels: the one with the least squared error on labels that were hidden from it, if that is clearly less than the
 * favourite's on the same labels.
 * @param targets of all labelled samples
 * @throws {RangeError} when there is none to choose from
 */
export function chooseRegressor(
  trials: ReadonlyMap<RegressorKindName, RegressionTrial | null>,
  targets: Float32Array,
): RegressorKindName {
  const favourite = favourites.find((kind) => trials.has(kind)) ?? [...trials.keys()][0];
  if (favourite === undefined) throw new RangeError('nothing to choose from');
  const before = errorsOf(trials.get(favourite) ?? null, targets);
  let [chosen, most] = [favourite, 0];
  for (const [kind, trial] of trials) {
    const gains = [...errorsOf(trial, targets)].flatMap(([row, error]) => {
      const other = before.get(row);
      return other === undefined ? [] : [other - error];
    });
    if (gains.length < fewestTried) continue;
    const { mean, standardError } = meanGain(gains);
    if (mean > clearly * standardError && mean > most) [chosen, most] = [kind, mean];
  }
  return chosen;
}

/** Squared errors by position of the label. */
function errorsOf(trial: RegressionTrial | null, targets: Float32Array): Map<number, number> {
  if (trial === null) return new Map();
  return new Map(
    Array.from(trial.tried, (row, i) => [row, ((trial.values[i] ?? 0) - (targets[row] ?? 0)) ** 2]),
  );
}
