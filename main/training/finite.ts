/** JSON knows no NaN: what could not be measured is null. */
export function finite<T extends object>(values: T): { [Key in keyof T]: number | null } {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === 'number' && Number.isFinite(value) ? value : null,
    ]),
  ) as { [Key in keyof T]: number | null };
}
