import path from 'node:path';
import type { Candidate } from '../candidate.ts';
import { formatOfExtension } from '../kinds/image-extensions.ts';

/** Numbered pictures that are one video. */
export interface FrameFolder {
  is: 'frames';
  /** Of the folder; of the pictures, with `*` for their numbers, where the folder holds others too. */
  path: string;
  source: string;
  /** In the order of their numbers. */
  pictures: Candidate[];
  root: string | null;
  /** Names of the folders that the video is in, outermost first. */
  folders: readonly string[];
}

/** Why a picture is none. */
export const notNumbered =
  'is a picture, not a video; pictures of one folder are a video when their names differ by a number alone, as in 001.png, 002.png';

const fewestPictures = 2;
/** Animations are videos themselves. */
const animated = new Set(['gif', 'webp', 'idx']);

/**
 * Finds videos that are kept as pictures: two or more in one folder whose names are the same but for their last number (`frame-1.png`,
 * `frame-2.png`, …). A folder with several such rows is several videos.
 * @param above of archives: number of folders that the archive itself is in
 */
export function frameFolders(
  candidates: readonly Candidate[],
  above = 0,
): {
  videos: FrameFolder[];
  /** Pictures that are in no such row. */
  pictures: Candidate[];
  /** Anything else. */
  others: Candidate[];
} {
  const rows = new Map<string, Numbered[]>();
  const inFolder = new Map<string, number>();
  const pictures: Candidate[] = [];
  const others: Candidate[] = [];
  for (const candidate of candidates) {
    const format = formatOfExtension(candidate.extension);
    if (format === null || animated.has(format)) {
      others.push(candidate);
      continue;
    }
    const folder = folderOf(candidate);
    inFolder.set(folder, (inFolder.get(folder) ?? 0) + 1);
    const numbered = numberOf(candidate);
    if (numbered === null) {
      pictures.push(candidate);
      continue;
    }
    const key = `${folder}\0${numbered.pattern}`;
    rows.set(key, [...(rows.get(key) ?? []), numbered]);
  }
  const videos: FrameFolder[] = [];
  for (const row of rows.values()) {
    const [first] = row;
    if (first === undefined) continue;
    if (row.length < fewestPictures) {
      pictures.push(first.candidate);
      continue;
    }
    row.sort((a, b) => (a.number < b.number ? -1 : a.number > b.number ? 1 : 0));
    const whole = inFolder.get(folderOf(first.candidate)) === row.length;
    videos.push(videoOf(first, row, whole, above));
  }
  return { videos, pictures, others };
}

/** Tells folders apart: by where they are; in an archive, whose files all have its own place, by name. */
function folderOf({ source, path: name, container }: Candidate): string {
  return path.dirname(container === null ? source : name);
}

interface Numbered {
  candidate: Candidate;
  /** The name with `*` for its last number. */
  pattern: string;
  number: bigint;
}

function numberOf(candidate: Candidate): Numbered | null {
  const name = path.posix.basename(candidate.path);
  const found = /^(.*?)(\d{1,40})([^\d]*)$/s.exec(name.slice(0, -candidate.extension.length - 1));
  if (found === null) return null;
  const [, before = '', digits = '', after = ''] = found;
  const pattern = `${before}*${after}.${candidate.extension}`;
  return { candidate, pattern, number: BigInt(digits) };
}

function videoOf(
  { candidate, pattern }: Numbered,
  row: Numbered[],
  whole: boolean,
  above: number,
): FrameFolder {
  const { path: name, source, root, folders, container } = candidate;
  const slash = name.lastIndexOf('/');
  const folder = slash < 0 ? '' : name.slice(0, slash);
  const outermost = root ?? container?.path ?? pattern;
  const isFolder = whole && (root !== null || container !== null);
  return {
    is: 'frames',
    path: isFolder ? folder || outermost : folder === '' ? pattern : `${folder}/${pattern}`,
    source: container === null ? path.dirname(source) : source,
    pictures: row.map((each) => each.candidate),
    root,
    // The folder of the pictures is the video, not its class; an archive of nothing but pictures is no folder.
    folders: isFolder ? folders.slice(0, Math.max(above, folders.length - 1)) : folders,
  };
}
