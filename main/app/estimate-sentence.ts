import type { Target } from '../../shared/target.ts';
import type { savedCurve } from './learning-curve.ts';
import { points } from './points.ts';
import { significant } from './significant.ts';

type TenMore = NonNullable<ReturnType<typeof savedCurve>>['tenMore'];

/** What ten more labels would bring, by the learning curve. */
export function estimateSentence(target: Target, tenMore: TenMore): string {
  return target === 'number' ? ofError(tenMore) : ofAccuracy(tenMore);
}

/** An error that falls is a gain. */
function ofError(tenMore: TenMore): string {
  if (tenMore === null) return 'Nothing can be said yet: give 20 labels at least.';
  const { gain, interval } = tenMore;
  const told = (value: number): string => withMinus(significant(value));
  const [low, high] = interval;
  if (high < 0) {
    return `Ten more labels should lower the error (RMSE) by about ${told(-gain)} (95 % interval ${told(-high)} to ${told(-low)}).`;
  }
  return `Ten more labels may bring nothing: the error (RMSE) changes by about ${told(gain)}, 95 % interval ${told(low)} to ${told(high)}.`;
}

function ofAccuracy(tenMore: TenMore): string {
  if (tenMore === null) {
    return 'Nothing can be said yet: give 20 labels at least, and two of most classes.';
  }
  const { gain, interval } = tenMore;
  const told = (value: number): string => withMinus(points(value));
  const range = `${told(interval[0])} to ${told(interval[1])} points`;
  return interval[0] > 0
    ? `Ten more labels should bring about ${told(gain)} points (95 % interval ${range}).`
    : `Ten more labels may bring nothing: about ${told(gain)} points, 95 % interval ${range}.`;
}

/** As typographers write it. */
function withMinus(number: string): string {
  return number.replace(/^-/, '−');
}
