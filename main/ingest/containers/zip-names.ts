import { getFileNameLowLevel, type Entry as ZipEntry } from 'yauzl';
import { decodeUtf8, displayName } from '../display-name.ts';
import { Refusal } from '../refusal.ts';

const utf8Flag = 0x800;
const unicodePathField = 0x7075;
const maxNameBytes = 4096;

/**
 * The name of an entry. The standard knows UTF-8 (by a flag or an extra field) and IBM's code page 437;
 * many programs write UTF-8 without saying so, which is recognisable, so that comes before code page 437.
 *
 * @throws {Refusal} `unsafe-path` for a name of absurd length
 */
export function decodeEntryName(entry: ZipEntry): string {
  const raw = entry.fileNameRaw;
  if (raw.length > maxNameBytes) {
    throw new Refusal('unsafe-path', `has a name of ${raw.length} bytes in the zip`);
  }
  const flags = entry.generalPurposeBitFlag;
  const text = decodeUtf8(raw);
  if (entry.extraFields.some(({ id }) => id === unicodePathField)) {
    return getFileNameLowLevel(flags, raw, entry.extraFields, true);
  }
  return text ?? getFileNameLowLevel(flags & ~utf8Flag, raw, [], true);
}

/**
 * A name as a relative path with forward slashes, control characters shown as `\xNN`. Backslashes
 * count as separators: old .NET wrote them so, and `..\..` is an attack on Windows.
 *
 * @throws {Refusal} `unsafe-path` for absolute paths, drive letters, `..` and NUL
 */
export function safeEntryPath(name: string): string {
  const refuse = (why: string): Refusal =>
    new Refusal('unsafe-path', `has an unsafe name in the zip: ${why}`);
  if (name.includes('\0')) throw refuse('it holds a NUL character');
  const path = name.replaceAll('\\', '/');
  if (path.startsWith('/')) throw refuse('it is an absolute path');
  if (/^[a-zA-Z]:/.test(path)) throw refuse('it begins with a drive letter');
  const parts = path.split('/');
  if (parts.includes('..')) throw refuse('it leads out of the archive by ".."');
  const clean = parts.filter((part) => part !== '' && part !== '.').join('/');
  const shown = displayName(Buffer.from(clean)).text;
  return path.endsWith('/') ? `${shown}/` : shown;
}
