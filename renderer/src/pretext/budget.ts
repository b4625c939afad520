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

export type Amount = 'few' | 'fair' | 'many';

/** What a number of passes over the data is good for. */
export function amountOf(passes: number): Amount {
  if (passes < 10) return 'few';
  return passes > 300 ? 'many' : 'fair';
}
