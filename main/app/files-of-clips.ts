import type { ImageRows } from '../../shared/training.ts';
import { fileOfClip } from '../ingest/audio/cut-clips.ts';
import { taskOf } from '../learn/pretext/method.ts';
import type { PackedSampleRow } from '../store/samples.ts';
import { methodNamed } from '../training/names.ts';
import type { Project } from './project.ts';

/** Whether a method asks which clips were cut from one file. */
export function comparesFiles(method: string): boolean {
  return taskOf(methodNamed(method)).comparesFiles === true;
}

/** Rows of clips with the file of each; without where each has its own. */
export function withFiles(rows: ImageRows, clips: readonly { path: string }[]): ImageRows {
  const numbers = new Map<string, number>();
  const fileOf = clips.map(({ path }) => {
    const file = fileOfClip(path);
    const number = numbers.get(file) ?? numbers.size;
    numbers.set(file, number);
    return number;
  });
  return numbers.size === clips.length ? { ...rows } : { ...rows, fileOf };
}

/** Of each clip's file another clip; none where it has no other. */
export function othersOfFiles(
  project: Project,
  clips: readonly PackedSampleRow[],
): PackedSampleRow[] {
  const { store } = project;
  const { id: dataset } = project.dataset();
  return clips.flatMap((clip) => {
    const parts = store.samples.partsOf(dataset, fileOfClip(clip.path));
    const other = parts.find(({ id, status }) => id !== clip.id && status === 'ready');
    return (other && store.samples.pixelsOf(other.id)) ?? [];
  });
}
