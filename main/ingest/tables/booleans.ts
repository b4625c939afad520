const pairs: readonly (readonly [no: string, yes: string])[] = [
  ['false', 'true'],
  ['no', 'yes'],
  ['n', 'y'],
  ['f', 't'],
  ['off', 'on'],
  ['nein', 'ja'],
  ['non', 'oui'],
];
const values = new Map(pairs.flatMap(([no, yes]) => [[no, false] as const, [yes, true] as const]));

/** `true`, `yes`, `y`, … in any case; `null` for what is no truth value. */
export function parseBoolean(text: string): boolean | null {
  return text.length > 5 ? null : (values.get(text.toLowerCase()) ?? null);
}
