/** A number with three digits that count, as people write it: 54.2, 1,230, 0.0321, 3.10e-7. */
export function significant(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size < 1e-4 || size >= 1e9) return value.toExponential(2);
  return value.toLocaleString(
    'en-US',
    size >= 1000
      ? { maximumFractionDigits: 0 }
      : { minimumSignificantDigits: 3, maximumSignificantDigits: 3 },
  );
}
