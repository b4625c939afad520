import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import yauzl, { type Entry as ZipEntry, type ZipFile } from 'yauzl';
import { messageOf } from '../../../shared/errors.ts';
import { SkipFile, skipped } from '../skip.ts';
import { type Entry, isArchiveLitter, isPlainlyNoImage, type ScanContext } from './entry.ts';

/**
 * Adds the files of a zip. Nothing is unpacked to disk, so no name in it can lead anywhere;
 * entries with names that try to are listed as such. Inflated bytes are counted, sizes not believed.
 */
export async function scanZip(file: string, prefix: string, context: ScanContext): Promise<void> {
  const { scan, limits } = context;
  const problem = (path: string, code: Parameters<typeof skipped>[2], reason: string): void => {
    scan.skipped.push(skipped(prefix + path, file, code, reason));
  };
  let zip: ZipFile;
  try {
    zip = await promisify<string, yauzl.Options, ZipFile>(yauzl.open)(file, {
      lazyEntries: true,
      autoClose: false,
      // Names are decoded and judged here: yauzl would stop at the first bad one.
      decodeStrings: false,
      validateEntrySizes: true,
    });
  } catch (error) {
    scan.skipped.push(
      skipped(
        prefix.replace(/\/$/, '') || file,
        file,
        'corrupt',
        `the zip cannot be read (${messageOf(error)}).`,
      ),
    );
    return;
  }
  scan.cleanUp.push(() => zip.close());
  const budget = { left: limits.maxArchiveBytes };
  const names = new Set<string>();
  const found: Entry[] = [];
  let count = 0;
  const take = (entry: ZipEntry): void => {
    const raw = entry.fileName as unknown as Buffer;
    const name = decodeName(raw, (entry.generalPurposeBitFlag & 0x800) !== 0);
    if (name.endsWith('/')) return; // a folder
    const unsafe = unsafeName(name);
    if (unsafe !== null) {
      problem(JSON.stringify(name).slice(1, -1), 'unsafe-path', unsafe);
      return;
    }
    const last = name.split('/').at(-1) ?? '';
    if (isPlainlyNoImage(last) || isArchiveLitter(name)) {
      scan.ignored += 1;
      return;
    }
    if (isSymlink(entry)) {
      problem(name, 'symlink', 'it is a link, which is not followed inside an archive.');
    } else if ((entry.generalPurposeBitFlag & 1) !== 0) {
      problem(name, 'encrypted', 'it is encrypted; unpack the archive with its password first.');
    } else if (names.has(name)) {
      problem(name, 'duplicate-name', 'the archive holds another file of this name.');
    } else if (entry.uncompressedSize > limits.maxFileBytes) {
      problem(name, 'oversized', `${entry.uncompressedSize} bytes are more than allowed.`);
    } else {
      names.add(name);
      const parts = name.split('/');
      found.push({
        path: prefix + name,
        source: file,
        folder: parts.length > 1 ? (parts[0] ?? null) : null,
        read: async () => ({
          form: 'file',
          name,
          bytes: await readEntry(zip, entry, limits.maxFileBytes, budget),
        }),
      });
      context.onFound();
    }
  };
  try {
    await new Promise<void>((resolve, reject) => {
      zip.on('error', reject);
      zip.on('end', resolve);
      zip.on('entry', (entry: ZipEntry) => {
        count += 1;
        if (count > limits.maxArchiveEntries) {
          reject(new Error(`more than ${limits.maxArchiveEntries} entries`));
        } else if (context.signal?.aborted === true) {
          reject(new Error('cancelled'));
        } else {
          take(entry);
          zip.readEntry();
        }
      });
      zip.readEntry();
    });
  } catch (error) {
    problem(
      '(archive)',
      'corrupt',
      `its list of files is damaged after ${found.length} files (${messageOf(error)}).`,
    );
  }
  scan.entries.push(...belowCommonFolder(found).sort((a, b) => (a.path < b.path ? -1 : 1)));
}

/** An archive of one folder: the labels are the folders in it. */
function belowCommonFolder(entries: Entry[]): Entry[] {
  const first = entries[0]?.folder ?? null;
  if (first === null || entries.some(({ folder }) => folder !== first)) return entries;
  return entries.map((entry) => {
    const at = entry.path.indexOf(`${first}/`) + first.length + 1;
    const parts = entry.path.slice(at).split('/');
    return { ...entry, folder: parts.length > 1 ? (parts[0] ?? null) : null };
  });
}

function decodeName(raw: Buffer, utf8: boolean): string {
  const text = raw.toString('utf8');
  // Many tools write UTF-8 without saying so; what is not UTF-8 is an old code page.
  return utf8 || Buffer.from(text).equals(raw) ? text : raw.toString('latin1');
}

function unsafeName(name: string): string | null {
  if (name.includes('\0')) return 'its name holds a zero byte.';
  if (name.includes('\\')) return 'its name holds a backslash.';
  if (/^([a-zA-Z]:|\/)/.test(name)) return 'its name is an absolute path.';
  if (name.split('/').includes('..')) return 'its name leads out of the archive (“..”).';
  return null;
}

function isSymlink(entry: ZipEntry): boolean {
  const unixMode = entry.externalFileAttributes >>> 16;
  return (unixMode & 0o170000) === 0o120000;
}

/** Inflates one entry, counting its bytes and checking its checksum. @throws {SkipFile} */
async function readEntry(
  zip: ZipFile,
  entry: ZipEntry,
  maxBytes: number,
  budget: { left: number },
): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    const stream = await promisify<ZipEntry, Readable>(zip.openReadStream.bind(zip))(entry);
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.byteLength;
      budget.left -= chunk.byteLength;
      if (size > maxBytes || budget.left < 0) {
        stream.destroy();
        throw new SkipFile('oversized', 'it inflates to more than is allowed.');
      }
      parts.push(chunk);
    }
  } catch (error) {
    if (error instanceof SkipFile) throw error;
    throw new SkipFile('corrupt', `the archive is damaged here (${messageOf(error)}).`);
  }
  if (size === 0) throw new SkipFile('empty', 'the file is empty.');
  const bytes = Buffer.concat(parts);
  if (crc32(bytes) !== entry.crc32 >>> 0) {
    throw new SkipFile('corrupt', 'the archive is damaged here (wrong checksum).');
  }
  return bytes;
}
