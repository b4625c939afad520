/**
 * Whether a kept label has changed: the teacher of the round before called the sample otherwise, whether or not it kept that
 * (docs/decisions/0026).
 * @param before what it called it; null in the first round, which changes none
 */
export function hasChanged(label: number, before: number | null): boolean {
  return before !== null && before !== label;
}
