import type { Source } from '../../../../shared/contract/primitives.ts';
import { PretextError } from '../../../../shared/errors.ts';
import {
  type DroppedFile,
  entriesIn,
  filesOf,
  filesOfInput,
  isFolder,
  sourcesOf,
  upload,
} from '../../connection/sources.ts';
import { texts } from '../../texts/texts.svelte.ts';
import { foldersBelow, isLitter, isTableName, lastPart, projectNameOf } from './names.ts';

/** What a person dropped or chose, before anything is imported. */
export interface Taken {
  /** Name for a project made of it. */
  name: string;
  /** Folders on its first level, whose names may be classes. */
  folders: readonly string[];
  /** Files inside; null when nobody has counted them. */
  files: number | null;
  /** Whether it may be a table: one file that is named so. */
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
  if (entries.length === 0) return ofLoose(loose);
  const name = projectNameOf(entries.map((entry) => entry.name));
  if (window.pretext === undefined) return ofFiles(await filesOf(data), name);
  const sources = sourcesOf(data, () => undefined, new AbortController().signal);
  const [only] = entries;
  const folders = entries.length === 1 && only !== undefined ? await foldersIn(only) : [];
  const table = entries.length === 1 && only?.isFile === true && isTableName(only.name);
  return { name, folders, files: null, table, send: () => sources };
}

/** Takes what an `<input type="file">` holds. */
export function takeInput(input: HTMLInputElement): Taken {
  const files = filesOfInput(input);
  const roots = new Set(files.map(({ path }) => path.split('/')[0] ?? ''));
  return ofFiles(files, projectNameOf([...roots]));
}

/** Takes paths on the machine that the app runs on. */
export function takePaths(paths: readonly string[]): Taken {
  return {
    name: projectNameOf(paths.map(lastPart)),
    folders: [],
    files: null,
    table: paths.length === 1 && isTableName(paths[0] ?? ''),
    send: async () => paths.map((path) => ({ kind: 'path', path })),
  };
}

/** Files that are in no file system, such as pictures dragged out of a page. */
function ofLoose(files: readonly File[]): Taken {
  const named = files.map((file) => ({ path: file.name, open: async () => file }));
  return ofFiles(named, projectNameOf(files.map(({ name }) => name)));
}

function ofFiles(files: readonly DroppedFile[], name: string): Taken {
  if (files.length === 0) {
    const { nothing, nothingRemedy } = texts.t.data.intake;
    throw new PretextError('no-data', nothing, { remedy: nothingRemedy });
  }
  return {
    name,
    folders: foldersBelow(files.map(({ path }) => path)),
    files: files.length,
    table: files.length === 1 && isTableName(files[0]?.path ?? ''),
    send: (onProgress, signal) => upload(files, onProgress, signal),
  };
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
