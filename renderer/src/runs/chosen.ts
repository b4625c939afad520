/** Runs that can be laid side by side. */
export const mostCompared = 8;

/** The runs named in an address, `3,5,8`: each once, eight at most. */
export function parseRuns(text: string | null): number[] {
  const runs = (text ?? '')
    .split(',')
    .map(Number)
    .filter((run) => Number.isSafeInteger(run) && run > 0);
  return [...new Set(runs)].slice(0, mostCompared);
}
