import { open, opendir, stat } from 'node:fs/promises';
import path from 'node:path';
import { audioExtensions } from '../audio/foreign.ts';
import type { Candidate } from '../candidate.ts';
import { isLitter } from '../containers/litter.ts';
import { listGivenZip } from '../containers/zip.ts';
import type { SpawnDecoder } from '../decoder/spawn-decoder.ts';
import { extensionOf } from '../display-name.ts';
import { formatOfExtension } from '../kinds/image-extensions.ts';
import { videoFormatOf } from '../video/sniff-video.ts';
import { EntrySniffer } from './entry-sniffer.ts';
import { sniffText, textSniffBytes } from './sniff-text.ts';

/** Files of a folder or an archive, and of those in it, that are listed. */
const listed = 500;
/** Of these, that are opened. */
const sniffed = 16;
/** Pictures, recordings and videos among texts: with more, the texts say something about these. */
const mostMedia = 1 / 3;

/** A file by its path, or one in an archive. */
type Listed = string | Candidate;

/**
 * Whether what a person gives are mostly texts to learn from, by the beginnings of a few files, and of a few in zip archives. A table is only when it
 * holds texts; what cannot be opened says nothing.
 * @param isBeside whether a file by its name says what the others are, and is not looked at
 */
export async function looksLikeTexts(
  inputs: readonly string[],
  spawnDecoder?: SpawnDecoder,
  isBeside: (name: string) => boolean = () => false,
): Promise<boolean> {
  const found: Listed[] = [];
  for (const input of inputs) await addFiles(input, found);
  const files = found.filter((file) => !isBeside(typeof file === 'string' ? file : file.path));
  if (files.filter(isMedia).length > files.length * mostMedia) return false;
  const step = Math.max(1, Math.floor(files.length / sniffed));
  const looked = files.filter((_, at) => at % step === 0).slice(0, sniffed);
  const entries = new EntrySniffer(spawnDecoder);
  let texts = 0;
  try {
    for (const one of looked) {
      if (isMedia(one)) continue;
      if (await (typeof one === 'string' ? isText(one) : entries.isText(one))) texts += 1;
    }
  } finally {
    await entries.close();
  }
  return texts * 2 > looked.length;
}

async function addFiles(input: string, files: Listed[]): Promise<void> {
  const pending = [path.resolve(input)];
  for (let at = pending.shift(); at !== undefined && files.length < listed; at = pending.shift()) {
    try {
      if (!(await stat(at)).isDirectory()) {
        await addFile(at, files);
        continue;
      }
      for await (const entry of await opendir(at)) {
        if (isLitter(entry.name)) continue;
        if (entry.isDirectory()) pending.push(path.join(at, entry.name));
        else if (entry.isFile()) await addFile(path.join(at, entry.name), files);
        if (files.length >= listed) break;
      }
    } catch {
      // The import itself says what cannot be opened, and why.
    }
  }
}

/** Of an archive what is in it, from all over: classes may lie in it one after the other. */
async function addFile(file: string, files: Listed[]): Promise<void> {
  if (extensionOf(path.basename(file)) !== 'zip') {
    files.push(file);
    return;
  }
  const found = await listGivenZip(file);
  const entries = found.flatMap((one) => ('candidate' in one ? [one.candidate] : []));
  const step = Math.max(1, Math.ceil(entries.length / listed));
  files.push(...entries.filter((_, at) => at % step === 0));
}

function isMedia(file: Listed): boolean {
  const extension = typeof file === 'string' ? extensionOf(path.basename(file)) : file.extension;
  return (
    formatOfExtension(extension) !== null ||
    videoFormatOf(extension) !== null ||
    audioExtensions.has(extension)
  );
}

async function isText(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(textSniffBytes), 0);
      const found = await sniffText(path.basename(file), buffer.subarray(0, bytesRead));
      return found.is === 'text';
    } finally {
      await handle.close();
    }
  } catch {
    return false; // likewise
  }
}
