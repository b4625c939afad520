/** How the choice of threads is offered: `auto`, then 1 to as many as there are cores. */
export function threadOptions(cores: number, chosen: number | null): number[] {
  const most = Math.max(1, cores, chosen ?? 1);
  const few = Array.from({ length: Math.min(most, 8) }, (_, i) => i + 1);
  const many = [12, 16, 24, 32, 48, 64, 96, 128].filter((n) => n <= most);
  return [...new Set([...few, ...many, most, ...(chosen === null ? [] : [chosen])])].sort(
    (a, b) => a - b,
  );
}

/** `auto` or a number, as the setting. */
export const threadsOf = (value: string): number | null =>
  value === 'auto' ? null : Math.max(1, Number(value));
