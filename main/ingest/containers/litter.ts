/** Names of files and folders that systems leave behind, never data. */
const litter = new Set([
  'thumbs.db',
  'desktop.ini',
  '__macosx',
  '$recycle.bin',
  'system volume information',
  '@eadir',
]);

/** Hidden files and folders, and what systems leave behind: not even opened. */
export function isLitter(name: string): boolean {
  return name.startsWith('.') || litter.has(name.toLowerCase());
}
