/** What a time slider stops at, minutes: each stop is about twice the one before. */
export const budgetMinutes = [1, 2, 3, 5, 10, 15, 30, 60, 120, 240, 480] as const;

/** The stop nearest to a time; nearness is by ratio. */
export function stopNearest(minutes: number): number {
  const distances = budgetMinutes.map((each) => Math.abs(Math.log(each / minutes)));
  return distances.indexOf(Math.min(...distances));
}

export function minutesAt(stop: number): number {
  return budgetMinutes[Math.max(0, Math.min(budgetMinutes.length - 1, Math.round(stop)))] ?? 1;
}

/** Whether passes end a time clearly before it is over: a guess is not exact to a tenth. */
export function endsSooner<Estimate extends { seconds: number }>(
  estimate: Estimate | null,
  minutes: number,
): estimate is Estimate {
  return estimate !== null && estimate.seconds < 0.9 * minutes * 60;
}

export type Amount = 'few' | 'fair' | 'many';

/** What a number of passes over the data is good for. @param enough more are mostly learned by heart */
export function amountOf(passes: number, enough: number): Amount {
  if (passes < 10) return 'few';
  return Math.round(passes) > enough ? 'many' : 'fair';
}
