import { z } from 'zod';
import { type Source, uploadId } from '../../../shared/contract/primitives.ts';
import { PretextError } from '../../../shared/errors.ts';
import { texts } from '../texts/texts.svelte.ts';
import { call } from './connection.svelte.ts';
import { refusalOf } from './refusal.ts';

/** A file and its place below what was dropped. */
export interface DroppedFile {
  path: string;
  /** Opens it. Ten thousand opened at once hold the window up for seconds: one after the other, as they are sent. */
  open: () => Promise<File>;
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
    if (each instanceof File) files.push({ path: each.name, open: async () => each });
    else await collect(each, files);
  }
  return files;
}

async function collect(entry: FileSystemEntry, files: DroppedFile[]): Promise<void> {
  if (isFile(entry)) {
    const open = () => new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    files.push({ path: entry.fullPath.replace(/^\//, ''), open });
  } else if (isFolder(entry)) {
    for await (const some of entriesIn(entry)) {
      for (const inner of some) await collect(inner, files);
    }
  }
}

/** What is in a dropped folder, as the browser hands it out: some at a time. */
export async function* entriesIn(
  folder: FileSystemDirectoryEntry,
): AsyncGenerator<FileSystemEntry[], void> {
  const reader = folder.createReader();
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return;
    yield some;
  }
}

// Chromium gives scripts no classes of entries to compare with: `instanceof` fails.
function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

export function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

/** Files of an `<input type="file">`, with the folder's path where a folder was chosen. */
export function filesOfInput(input: HTMLInputElement): DroppedFile[] {
  return [...(input.files ?? [])].map((file) => ({
    path: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath,
    open: async () => file,
  }));
}

/**
 * Makes dropped files a source that the app can read: their paths in Electron, an upload in a browser.
 * @param onProgress share of it that has been sent, 0…1
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
  const answer = await post('uploads', signal);
  return begun.parse(await answer.json()).upload;
}

/** Files of one request: many small ones would each take as long as their request. */
const filesOfRequest = 50;
/** Requests at a time. */
const parallelRequests = 3;

async function sendAll(
  id: string,
  files: readonly DroppedFile[],
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<void> {
  // The first failure ends all: nothing is sent any more when the batch is dropped.
  const failing = new AbortController();
  const either = AbortSignal.any([signal, failing.signal]);
  // Counted in files and not in bytes: to ask ten thousand files for their sizes holds the window up.
  let sent = 0;
  let begin = 0;
  const send = async (): Promise<void> => {
    while (begin < files.length) {
      const some = files.slice(begin, begin + filesOfRequest);
      begin += some.length;
      let share = 0;
      await postForm(`uploads/${id}`, await formOf(some), either, (now) => {
        sent += (now - share) * some.length;
        share = now;
        onProgress(Math.min(1, sent / files.length));
      });
    }
  };
  const senders = Array.from({ length: parallelRequests }, async () => {
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

async function formOf(files: readonly DroppedFile[]): Promise<FormData> {
  const form = new FormData();
  for (const { path, open } of files) {
    form.append('file', await opened(path, open), encodeURIComponent(path));
  }
  return form;
}

/** @throws {PretextError} `not-found` for one that cannot be opened any more */
export async function opened(path: string, open: DroppedFile['open']): Promise<File> {
  try {
    return await open();
  } catch (error) {
    const { unreadable, unreadableRemedy } = texts.t.data.intake;
    throw new PretextError('not-found', unreadable(path), {
      path,
      remedy: unreadableRemedy,
      cause: error,
    });
  }
}

/** Lets the app remove what it has of an upload. */
async function forget(id: string): Promise<void> {
  try {
    await call('data.dropUpload', { upload: id });
  } catch {
    // The error that ended the upload says more; without a connection the app forgets it when it ends.
  }
}

async function post(address: string, signal: AbortSignal): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(new URL(address, document.baseURI), { method: 'POST', signal });
  } catch (error) {
    throw signal.aborted ? stopped() : cutOff(error);
  }
  if (answer.ok) return answer;
  throw refusalOf(answer.status, await answer.text());
}

/**
 * Sends a form. `fetch` does not tell how far a request has come.
 * @param onProgress share that has been sent, 0…1
 */
async function postForm(
  address: string,
  body: FormData,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<void> {
  if (signal.aborted) throw stopped();
  const request = new XMLHttpRequest();
  const stop = (): void => request.abort();
  signal.addEventListener('abort', stop);
  try {
    await new Promise<void>((resolve, reject) => {
      request.upload.onprogress = ({ loaded, total }) =>
        onProgress(total === 0 ? 1 : loaded / total);
      request.onload = () => {
        if (request.status < 300) resolve();
        else reject(refusalOf(request.status, request.responseText));
      };
      request.onabort = () => reject(stopped());
      request.onerror = () => reject(cutOff());
      request.open('POST', new URL(address, document.baseURI));
      request.send(body);
    });
    onProgress(1);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Who stopped it knows. */
function stopped(): PretextError {
  return new PretextError('cancelled', texts.t.data.intake.stopped);
}

function cutOff(cause?: unknown): PretextError {
  const { cutOff: message, cutOffRemedy: remedy } = texts.t.data.intake;
  return new PretextError('internal', message, { remedy, cause });
}
