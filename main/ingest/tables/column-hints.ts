/** What the name of a column says about its values. */

const keys = new Set([
  'id',
  'ids',
  'uuid',
  'guid',
  'key',
  'index',
  'idx',
  'rowid',
  'pk',
  'nr',
  'no',
]);
const codes = new Set([
  ...['class', 'type', 'kind', 'code', 'category', 'cat', 'group', 'cluster', 'zone', 'region'],
  ...['species', 'label', 'target', 'status', 'flag', 'segment', 'sex', 'gender', 'origin'],
]);
const targets = new Set([
  ...['target', 'label', 'labels', 'class', 'classes', 'y', 'outcome', 'diagnosis', 'species'],
  ...['category', 'response', 'result', 'survived', 'churn', 'default', 'klasse', 'ziel'],
]);

/** `userId`, `user_id`, `User ID` → `user`, `id`. */
function words(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** The name of a key: `id`, `user_id`, `Unnamed: 0`; a first column without a name. */
export function isNamedKey(name: string): boolean {
  const parts = words(name);
  const isShortest = parts.length === 1 || !/^(?:nr|no)$/.test(parts.at(-1) ?? '');
  if (isShortest && keys.has(parts.at(-1) ?? '')) return true;
  return isUnnamed(name);
}

export function isUnnamed(name: string): boolean {
  return /^(?:column \d+|unnamed: ?\d+)$/i.test(name);
}

/** The name of a code, whose numbers have no order: `class`, `Pclass` not, `zone code`. */
export function isNamedCode(name: string): boolean {
  const parts = words(name);
  return codes.has(parts.at(-1) ?? '') || codes.has(parts[0] ?? '');
}

/** The name of what one would like to predict. */
export function isNamedTarget(name: string): boolean {
  return words(name).some((word) => targets.has(word));
}
