import { count } from '../../state/format.ts';

/** `1 row`, `2,000 rows`. @param n a number, or one as it is written */
export function counted(n: number | string, one: string, many = `${one}s`): string {
  const written = typeof n === 'number' ? count(n) : n;
  return `${written} ${written === '1' ? one : many}`;
}
