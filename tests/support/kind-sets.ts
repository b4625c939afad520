import path from 'node:path';
import type { ImportChoices } from '../../main/app/import-data.ts';
import { movingStamps } from './moving-stamps.ts';

/** Real data of one kind with classes, as a person would drop it in. */
export interface KindSet {
  /** What it is, and its classes. */
  title: string;
  /** What is imported. @param dir where files may be made */
  inputs(dir: string): Promise<string[]> | string[];
  labelsFrom: NonNullable<ImportChoices['labelsFrom']>;
  kind: NonNullable<ImportChoices['kind']>;
}

const tables = path.join(import.meta.dirname, '../fixtures/ingest/tables');

/** Sets that come with the project or from a package that its file says. */
export const kindSets = {
  wine: {
    title: 'wine: 178 rows of 13 columns, 3 cultivars (scikit-learn)',
    inputs: () => [path.join(tables, 'wine.csv')],
    labelsFrom: 'column',
    kind: 'tables',
  },
  cancer: {
    title: 'breast cancer: 569 rows of 30 columns, 2 diagnoses (scikit-learn)',
    inputs: () => [path.join(tables, 'breast-cancer.csv')],
    labelsFrom: 'column',
    kind: 'tables',
  },
  speech: {
    title:
      'spoken prompts: three speakers, a language each (Debian asterisk-core-sounds-{en,es,fr}-wav)',
    inputs: () => [process.env['ASTERISK_SOUNDS_DIR'] ?? '/usr/share/asterisk/sounds'],
    labelsFrom: 'folders',
    kind: 'audio',
  },
  motions: {
    title: 'moving stamps: 900 clips of 8 frames, 6 motions of a camera (tuxpaint-stamps-default)',
    inputs: async (dir) => [await movingStamps(path.join(dir, 'clips'), 900)],
    labelsFrom: 'folders',
    kind: 'video',
  },
} satisfies Record<string, KindSet>;
