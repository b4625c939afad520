/** A number typed in; null: left empty, the app chooses; `wrong`: no whole number within the bounds. */
export function typedNumber(text: string, least: number, most: number): number | null | 'wrong' {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const value = Number(trimmed);
  return Number.isInteger(value) && value >= least && value <= most ? value : 'wrong';
}
