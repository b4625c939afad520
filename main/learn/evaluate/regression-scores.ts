import { mixSeed, seededUniform } from '../data/seeded.ts';

interface Measured {
  value: number;
  /** 95 % interval. */
  interval: [number, number];
}

export interface RegressionScores {
  /** Coefficient of determination: the share of the squared deviation from the mean that is explained; below 0 for worse than the mean. */
  r2: Measured;
  /** In units of the targets, as is the mean absolute error. */
  rootMeanSquaredError: Measured;
  meanAbsoluteError: Measured;
  samples: number;
}

const resamples = 2000;

/**
 * R², root mean squared error and mean absolute error, as sklearn's r2_score, root_mean_squared_error and mean_absolute_error, with intervals of the percentiles of resampled test samples
 * (Efron 1979, Bootstrap methods).
 *
 * @param values,targets of one length
 * @throws {RangeError} when lengths differ or there are fewer than two samples
 */
export function scoreValues(
  values: ArrayLike<number>,
  targets: ArrayLike<number>,
  seed: number,
): RegressionScores {
  const samples = targets.length;
  if (values.length !== samples) throw new RangeError('values and targets differ in number');
  if (samples < 2) throw new RangeError('two samples at the least are needed to score');
  const everyone = Int32Array.from({ length: samples }, (_, i) => i);
  const uniform = seededUniform(mixSeed(seed, 'bootstrap'));
  const drawn = Array.from({ length: resamples }, () =>
    measure(
      values,
      targets,
      everyone.map(() => Math.floor(uniform() * samples)),
    ),
  );
  const { r2, squared, error } = measure(values, targets, everyone);
  return {
    r2: { value: r2, interval: middle(drawn.map((each) => each.r2)) },
    rootMeanSquaredError: { value: squared, interval: middle(drawn.map((each) => each.squared)) },
    meanAbsoluteError: { value: error, interval: middle(drawn.map((each) => each.error)) },
    samples,
  };
}

function measure(values: ArrayLike<number>, targets: ArrayLike<number>, rows: Int32Array) {
  let mean = 0;
  for (const row of rows) mean += (targets[row] ?? 0) / rows.length;
  let [squares, spread, error] = [0, 0, 0];
  let same = true;
  for (const row of rows) {
    const target = targets[row] ?? 0;
    const away = (values[row] ?? Number.NaN) - target;
    squares += away * away;
    spread += (target - mean) ** 2;
    same &&= target === targets[rows[0] ?? 0];
    error += Math.abs(away) / rows.length;
  }
  // Of targets that are all the same nothing can be explained; sklearn says 0 as well, unless all is right.
  const r2 = same ? Number(squares === 0) : 1 - squares / spread;
  return { r2, squared: Math.sqrt(squares / rows.length), error };
}

/** How much larger the root mean squared error of one is than another's. */
export interface ErrorLead {
  difference: number;
  /** 95 % interval: the same resampled test samples for both. */
  interval: [number, number];
}

/**
 * Compares two on the same samples: RMSE of `others` minus RMSE of `values`, with the interval of paired resamples (Efron 1979).
 * @param values,others,targets of one length
 */
export function errorLead(
  values: ArrayLike<number>,
  others: ArrayLike<number>,
  targets: ArrayLike<number>,
  seed: number,
): ErrorLead {
  const samples = targets.length;
  const uniform = seededUniform(mixSeed(seed, 'paired bootstrap'));
  const between = (rows: Int32Array): number =>
    measure(others, targets, rows).squared - measure(values, targets, rows).squared;
  const everyone = Int32Array.from({ length: samples }, (_, i) => i);
  const drawn = Array.from({ length: resamples }, () =>
    between(everyone.map(() => Math.floor(uniform() * samples))),
  );
  return { difference: between(everyone), interval: middle(drawn) };
}

/** What 95 % lie between. */
function middle(found: readonly number[]): [number, number] {
  const sorted = Float64Array.from(found).sort();
  const at = (share: number): number => sorted[Math.round((sorted.length - 1) * share)] ?? 0;
  return [at(0.025), at(0.975)];
}
