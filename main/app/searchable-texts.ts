import { setImmediate as nextTurn } from 'node:timers/promises';
import { PretextError } from '../../shared/errors.ts';
import type { ImageRows } from '../../shared/training.ts';
import type { PackedSampleRow } from '../store/samples.ts';
import type { PreprocessingOf } from './preprocessing/preprocessing.ts';
import type { Project } from './project.ts';
import { thumbnailFileOf } from './unfinished-imports.ts';

/** Rows read between two turns. */
const rowsAtOnce = 5000;

/** How the texts of a project were prepared. @throws {PretextError} `bad-usage` for other data, `no-data` before the first import */
export function textsOnly(project: Project): PreprocessingOf<'text'> {
  const { preprocessing } = project.dataset();
  if (preprocessing.kind === 'text') return preprocessing;
  throw new PretextError(
    'bad-usage',
    `Only texts can be searched, and the project ${project.name} holds ${preprocessing.kind}.`,
    { path: project.dir, remedy: 'Import texts into a project of their own.' },
  );
}

/** All texts of a project but those left out: for training, and for testing. */
export async function searchableTexts(project: Project): Promise<PackedSampleRow[]> {
  const dataset = project.dataset();
  const found: PackedSampleRow[] = [];
  for (const split of ['train', 'test'] as const) {
    for (let after = 0; ; ) {
      const some = project.store.samples.packedAfter(dataset.id, split, after, rowsAtOnce);
      found.push(...some);
      after = some.at(-1)?.id ?? 0;
      if (some.length < rowsAtOnce) break;
      await nextTurn();
    }
  }
  return found;
}

/** Where texts are kept to be shown, for a job. */
export function keptRows(project: Project, samples: readonly PackedSampleRow[]): ImageRows {
  const { files, file, row } = project.rowsOf(samples);
  return { files: files.map(thumbnailFileOf), file, row };
}
