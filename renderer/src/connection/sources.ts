import { z } from 'zod';
import { type Source, uploadId } from '../../../shared/contract/primitives.ts';
import { PretextError } from '../../../shared/errors.ts';
import { texts } from '../texts/texts.svelte.ts';
import { call } from './connection.svelte.ts';
import { refusalOf } from './refusal.ts';

/** A file and its place below what was dropped. */
export interface DroppedFile {
  path: string;
  file: File;
}

/** Files of a drop, folders searched through. Call it while the drop event is being handled. */
export async function filesOf(data: DataTransfer): Promise<DroppedFile[]> {
  // The items are gone once the event is over: take all of them first.
  const taken = [...data.items].flatMap((item): (FileSystemEntry | File)[] => {
    const found = item.webkitGetAsEntry() ?? item.getAsFile();
    return found === null ? [] : [found];
  });
  const files: DroppedFile[] = [];
  for (const each of taken) {
    // Files that are in no file system, such as pictures dragged out of a page, have no entry.
    if (each instanceof File) files.push({ path: each.name, file: each });
    else await collect(each, files);
  }
  return files;
}

async function collect(entry: FileSystemEntry, files: DroppedFile[]): Promise<void> {
  const path = entry.fullPath.replace(/^\//, '');
  if (entry instanceof FileSystemFileEntry) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    files.push({ path, file });
  } else if (entry instanceof FileSystemDirectoryEntry) {
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
        reader.readEntries(resolve, reject),
      );
      if (some.length === 0) break;
      for (const inner of some) await collect(inner, files);
    }
  }
}

/** Files of an `<input type="file">`, with the folder's path where a folder was chosen. */
export function filesOfInput(input: HTMLInputElement): DroppedFile[] {
  return [...(input.files ?? [])].map((file) => ({
    path: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath,
    file,
  }));
}

/**
 * Makes dropped files a source that the app can read: their paths in Electron, an upload in a browser.
 * @param onProgress share of the bytes that has been sent, 0…1
 * @throws {PretextError} when an upload fails
 */
export async function sourcesOf(
  data: DataTransfer,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<Source[]> {
  const { pretext: bridge } = window;
  if (bridge !== undefined) {
    // Dropped folders are files too here; their paths say all that is needed.
    return [...data.files].map((file) => ({ kind: 'path', path: bridge.pathOf(file) }));
  }
  return await upload(await filesOf(data), onProgress, signal);
}

/** Files sent at a time. */
const parallelUploads = 4;

export async function upload(
  files: readonly DroppedFile[],
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<Source[]> {
  if (files.length === 0) {
    const { nothing, nothingRemedy } = texts.t.data.intake;
    throw new PretextError('no-data', nothing, { remedy: nothingRemedy });
  }
  const id = await beginUpload(signal);
  try {
    await sendAll(id, files, onProgress, signal);
  } catch (error) {
    await forget(id);
    throw error;
  }
  return [{ kind: 'upload', upload: id }];
}

const begun = z.object({ upload: uploadId });

async function beginUpload(signal: AbortSignal): Promise<string> {
  const answer = await post('uploads', null, signal);
  return begun.parse(await answer.json()).upload;
}

async function sendAll(
  id: string,
  files: readonly DroppedFile[],
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<void> {
  // The first failure ends all: nothing is sent any more when the batch is dropped.
  const failing = new AbortController();
  const either = AbortSignal.any([signal, failing.signal]);
  const total = files.reduce((sum, { file }) => sum + file.size, 0);
  let sent = 0;
  const waiting = [...files];
  const send = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      await post(`uploads/${id}?path=${encodeURIComponent(next.path)}`, next.file, either);
      sent += next.file.size;
      onProgress(total === 0 ? 1 : sent / total);
    }
  };
  const senders = Array.from({ length: parallelUploads }, async () => {
    try {
      await send();
    } catch (error) {
      failing.abort(error);
      throw error;
    }
  });
  const failed = (await Promise.allSettled(senders)).find(({ status }) => status === 'rejected');
  if (failed !== undefined) throw failing.signal.reason;
}

/** Lets the app remove what it has of an upload. */
async function forget(id: string): Promise<void> {
  try {
    await call('data.dropUpload', { upload: id });
  } catch {
    // The error that ended the upload says more; without a connection the app forgets it when it ends.
  }
}

async function post(address: string, body: Blob | null, signal: AbortSignal): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(new URL(address, document.baseURI), { method: 'POST', body, signal });
  } catch (error) {
    // Who stopped it knows.
    if (signal.aborted) throw new PretextError('cancelled', texts.t.data.intake.stopped);
    throw new PretextError('internal', texts.t.data.intake.cutOff, {
      remedy: texts.t.data.intake.cutOffRemedy,
      cause: error,
    });
  }
  if (answer.ok) return answer;
  throw refusalOf(answer.status, await answer.text());
}
