/** What can be read from the names of dropped things. Pure. */

const archive = /\.(zip|cbz|gz)$/i;
const longestName = 80;

/** A project's name after what was dropped: the folder's, the archive's, or a plain one for loose files. */
export function projectNameOf(roots: readonly string[]): string {
  const [only] = roots;
  if (only === undefined || roots.length > 1) return 'New project';
  const isLoose = !archive.test(only) && /\.[a-z0-9]{2,5}$/i.test(only);
  const plain = only
    .replace(archive, '')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a name is one line of plain text
    .replace(/[\u0000-\u001f\u007f]/g, ' ')
    .trim()
    .slice(0, longestName);
  return isLoose || plain === '' ? 'New project' : plain;
}

/** A name that is not taken: `Leaves`, `Leaves 2`, … */
export const numberedName = (name: string, number: number): string =>
  number === 1 ? name : `${name} ${number}`;

/** Whether a name is that of a table, of values or of texts. */
export const isTableName = (name: string): boolean =>
  /\.(csv|tsv|tab|xlsx|parquet|jsonl|ndjson|json)$/i.test(name);

/** Whether a name is that of a zip archive. */
export const isZipName = (name: string): boolean => /\.zip$/i.test(name);

/** Names of the folders right below the only root; none when there are several roots, or only files. */
export function foldersBelow(paths: Iterable<string>): string[] {
  const roots = new Set<string>();
  const folders = new Set<string>();
  for (const path of paths) {
    const [root = '', folder, ...rest] = path.split('/');
    roots.add(root);
    if (roots.size > 1) return [];
    if (folder !== undefined && rest.length > 0 && !isLitter(folder)) folders.add(folder);
  }
  return [...folders].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/** What systems leave behind in folders and archives. */
export const isLitter = (name: string): boolean => name.startsWith('.') || name === '__MACOSX';

/** Whether folder names may be classes: there are several, and not one a picture. */
export const mayBeClasses = (folders: readonly string[], files: number | null): boolean =>
  folders.length >= 2 && (files === null || files > folders.length);

/** Last part of a path of any system. */
export const lastPart = (path: string): string =>
  path
    .replace(/[\\/]+$/, '')
    .split(/[\\/]/)
    .at(-1) ?? path;

/** A path as people paste it: with quotes around it, or as a file address. */
export function cleanPath(text: string): string {
  const plain = text.trim().replace(/^(["'])(.*)\1$/, '$2');
  return plain.startsWith('file://') ? decodeURIComponent(new URL(plain).pathname) : plain;
}
