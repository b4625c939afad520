import type { Candidate, Container } from '../candidate.ts';
import type { FrameFolder } from './frame-folders.ts';
import type { ProbedVideo, VideoSource } from './video-messages.ts';
import type { ZippedVideo } from './zipped-videos.ts';

/** A video that was found. */
export interface FoundVideo {
  path: string;
  source: string;
  root: string | null;
  folders: readonly string[];
  from: VideoSource | ZippedVideo;
  /** A file; `null` for numbered pictures. */
  candidate: Candidate | null;
  /** The zip archive that it is in. */
  container: Container | null;
}

/** One that was looked at. */
export interface KnownVideo extends FoundVideo {
  probed: ProbedVideo;
}

export function ofFolder({ path, source, root, folders, pictures }: FrameFolder): FoundVideo {
  const files = pictures.map(({ location, extension, path: of }) => ({
    ...{ location, extension },
    name: of.slice(of.lastIndexOf('/') + 1),
  }));
  const container = pictures[0]?.container ?? null;
  const from = { is: 'frames', pictures: files } as const;
  return { path, source, root, folders, from, candidate: null, container };
}

export function ofFile(candidate: Candidate): FoundVideo {
  const { path, source, root, folders, container } = candidate;
  return { path, source, root, folders, from: sourceOf(candidate), candidate, container };
}

function sourceOf({ location, extension, container }: Candidate): VideoSource | ZippedVideo {
  if (location.at === 'zip-entry' && container !== null) {
    return { is: 'zipped', entry: location, extension, container };
  }
  return { is: 'file', file: location.file, extension };
}
