import { open, opendir, stat } from 'node:fs/promises';
import path from 'node:path';
import { isLitter } from '../containers/litter.ts';
import { sniffText, textSniffBytes } from './sniff-text.ts';

/** Files of a folder, and of those in it, that are listed. */
const listed = 500;
/** Of these, that are opened. */
const sniffed = 16;

/**
 * Whether what a person gives are mostly texts to learn from, by the beginnings of a few files. A table is only when it holds texts; what cannot be
 * opened says nothing.
 */
export async function looksLikeTexts(inputs: readonly string[]): Promise<boolean> {
  const files: string[] = [];
  for (const input of inputs) await addFiles(input, files);
  const step = Math.max(1, Math.floor(files.length / sniffed));
  const looked = files.filter((_, at) => at % step === 0).slice(0, sniffed);
  let texts = 0;
  for (const file of looked) if (await isText(file)) texts += 1;
  return texts * 2 > looked.length;
}

async function addFiles(input: string, files: string[]): Promise<void> {
  const pending = [path.resolve(input)];
  for (let at = pending.shift(); at !== undefined && files.length < listed; at = pending.shift()) {
    try {
      if (!(await stat(at)).isDirectory()) {
        files.push(at);
        continue;
      }
      for await (const entry of await opendir(at)) {
        if (isLitter(entry.name)) continue;
        if (entry.isDirectory()) pending.push(path.join(at, entry.name));
        else if (entry.isFile()) files.push(path.join(at, entry.name));
        if (files.length >= listed) break;
      }
    } catch {
      // The import itself says what cannot be opened, and why.
    }
  }
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
