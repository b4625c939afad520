import type { Source } from '../../../shared/contract/primitives.ts';
import { PretextError } from '../../../shared/errors.ts';

/** A file and its place below what was dropped. */
export interface DroppedFile {
  path: string;
  file: File;
}

/** Files of a drop, folders searched through. Call it while the drop event is being handled. */
export async function filesOf(data: DataTransfer): Promise<DroppedFile[]> {
  // The items are gone once the event is over: take all entries first.
  const entries = [...data.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const files: DroppedFile[] = [];
  for (const entry of entries) await collect(entry, files);
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
    throw new PretextError('no-data', 'There are no files in what was dropped.', {
      remedy: 'Drop images, folders of images or zip archives.',
    });
  }
  const { upload: id } = await post<{ upload: string }>('uploads', null, signal);
  const total = files.reduce((sum, { file }) => sum + file.size, 0);
  let sent = 0;
  const waiting = [...files];
  const send = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      await post(`uploads/${id}?path=${encodeURIComponent(next.path)}`, next.file, signal);
      sent += next.file.size;
      onProgress(total === 0 ? 1 : sent / total);
    }
  };
  await Promise.all(Array.from({ length: parallelUploads }, send));
  return [{ kind: 'upload', upload: id }];
}

async function post<T>(address: string, body: Blob | null, signal: AbortSignal): Promise<T> {
  const answer = await fetch(new URL(address, document.baseURI), { method: 'POST', body, signal });
  if (answer.ok) return (await answer.json()) as T;
  const text = await answer.text();
  throw new PretextError(
    'too-large',
    text === '' ? `The upload failed (${answer.status}).` : text,
    {
      remedy: 'Try again with fewer files, or start Pretext Studio on the machine with the data.',
    },
  );
}
