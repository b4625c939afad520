import type { Source } from '../../../../shared/contract/primitives.ts';
import { PretextError } from '../../../../shared/errors.ts';
import { zipEndBytes } from '../../../../shared/zip-end.ts';
import { call } from '../../connection/connection.svelte.ts';
import {
  type DroppedFile,
  entriesIn,
  filesOf,
  filesOfInput,
  isFolder,
  opened,
  sourcesOf,
  upload,
} from '../../connection/sources.ts';
import { texts } from '../../texts/texts.svelte.ts';
import {
  foldersBelow,
  isLitter,
  isTableName,
  isZipName,
  lastPart,
  projectNameOf,
} from './names.ts';

/** What a person dropped or chose, before anything is imported. */
export interface Taken {
  /** Name for a project made of it. */
  name: string;
  /** Folders on its first level, whose names may be classes. */
  folders: readonly string[];
  /** Files inside; null when nobody has counted them. */
  files: number | null;
  /** Whether it may be a table: one file that is named so, or a folder or a zip archive in which one lies alone. */
  table: boolean;
  /** Makes it readable for the app: sends it from a browser, names its paths elsewhere. */
  send: (onProgress: (share: number) => void, signal: AbortSignal) => Promise<Source[]>;
}

/**
 * Takes a drop. Call it while the event is being handled: its items are gone afterwards.
 * @throws {PretextError} `no-data`
 */
export async function takeDrop(data: DataTransfer): Promise<Taken> {
  const entries = [...data.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const loose = [...data.files];
  if (entries.length === 0) return await ofLoose(loose);
  const name = projectNameOf(entries.map((entry) => entry.name));
  if (window.pretext === undefined) return await ofFiles(await filesOf(data), name);
  const sources = sourcesOf(data, () => undefined, new AbortController().signal);
  const [only] = entries;
  const folders = entries.length === 1 && only !== undefined ? await foldersIn(only) : [];
  return {
    name,
    folders,
    files: null,
    table: await mayBeTable(await sources),
    send: () => sources,
  };
}

/** Takes what an `<input type="file">` holds, before the first `await`. @throws {PretextError} `no-data` */
export async function takeInput(input: HTMLInputElement): Promise<Taken> {
  const files = filesOfInput(input);
  const roots = new Set(files.map(({ path }) => path.split('/')[0] ?? ''));
  return await ofFiles(files, projectNameOf([...roots]));
}

/** Takes paths on the machine that the app runs on. */
export async function takePaths(paths: readonly string[]): Promise<Taken> {
  const sources = paths.map((path) => ({ kind: 'path' as const, path }));
  return {
    name: projectNameOf(paths.map(lastPart)),
    folders: [],
    files: null,
    table: await mayBeTable(sources),
    send: async () => sources,
  };
}

/** Files that are in no file system, such as pictures dragged out of a page. */
async function ofLoose(files: readonly File[]): Promise<Taken> {
  const named = files.map((file) => ({ path: file.name, open: async () => file }));
  return await ofFiles(named, projectNameOf(files.map(({ name }) => name)));
}

async function ofFiles(files: readonly DroppedFile[], name: string): Promise<Taken> {
  if (files.length === 0) {
    const { nothing, nothingRemedy } = texts.t.data.intake;
    throw new PretextError('no-data', nothing, { remedy: nothingRemedy });
  }
  return {
    name,
    folders: foldersBelow(files.map(({ path }) => path)),
    files: files.length,
    table: await mayBeSentTable(files),
    send: (onProgress, signal) => upload(files, onProgress, signal),
  };
}

/** Whether what the app can read is a table by its name, or holds one alone. */
async function mayBeTable([given, ...others]: readonly Source[]): Promise<boolean> {
  if (given?.kind !== 'path' || others.length > 0) return false;
  if (isTableName(given.path)) return true;
  return (await call('data.tableAlone', { given })).alone;
}

/** As `mayBeTable`, of files that are still to be sent: of a zip archive its names are, and not all that is in it. */
async function mayBeSentTable([file, ...others]: readonly DroppedFile[]): Promise<boolean> {
  if (file === undefined || others.length > 0) return false;
  if (isTableName(file.path)) return true;
  // In a folder an archive is not opened.
  if (!isZipName(file.path) || file.path.includes('/')) return false;
  const zip = await opened(file.path, file.open);
  const end = await zip.slice(Math.max(0, zip.size - zipEndBytes)).arrayBuffer();
  const given = { kind: 'zip-end' as const, bytes: new Uint8Array(end) };
  return (await call('data.tableAlone', { given })).alone;
}

/** Names of the folders right inside a dropped one. */
async function foldersIn(entry: FileSystemEntry): Promise<string[]> {
  if (!isFolder(entry)) return [];
  const names: string[] = [];
  for await (const some of entriesIn(entry)) {
    for (const inner of some) {
      if (inner.isDirectory && !isLitter(inner.name)) names.push(inner.name);
    }
  }
  return names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}
