import type { SampleProjectName } from '../../../../shared/sample-projects.ts';
import type { DataKindName } from '../../../../shared/sample-spec.ts';
import { counted } from './counted.ts';
import { nounsOf } from './sample-nouns.ts';

/** By the name that they have in the project. */
const samples = (n: number, kind: DataKindName | null): string => counted(n, nounsOf(kind).one);

export const home = {
  title: 'Your projects',
  lead: 'Open one to go on, or drop files or a folder anywhere to begin another.',
  welcome: {
    title: 'Build a model from data that nobody has labelled',
    /** Three sentences; the words in between are explained where they stand. */
    first:
      'Drop in pictures, recordings, videos, texts or a table; damaged files and duplicates are found for you.',
    second: [
      'The app makes up a task of its own and learns from it what is in them: ',
      'self-supervised learning',
      ' needs no labels.',
    ],
    third: [
      'Then you label a handful where it counts most, and it becomes a classifier, measured against ',
      'plainer methods',
      ' before you export it.',
    ],
    drop: 'Drop a folder, a zip or files anywhere on this page',
    dropHint: 'They stay on the machine that the app runs on. Your own files are never changed.',
    sampleTitle: 'Nothing at hand? Samples come with the app and are ready in seconds.',
  },
  newProject: 'New project',
  open: 'Open…',
  sample: 'Sample project',
  samples: {
    clothes: {
      text: 'A small set of clothing photos (Fashion-MNIST).',
      without: 'Sample without labels',
      with: 'Sample with labels',
    },
    cells: {
      text: 'A table: cell nuclei of 569 biopsies, measured; benign or malignant (Breast Cancer Wisconsin).',
      without: 'Sample table without labels',
      with: 'Sample table with labels',
    },
    prompts: {
      text: 'Voices: 450 spoken prompts of a telephone system, in English, Spanish and French (Asterisk).',
      without: 'Sample voices without labels',
      with: 'Sample voices with labels',
    },
    speeches: {
      text: 'Texts: pieces of speeches of American presidents since 1790; from which time is each? (State of the Union)',
      without: 'Sample texts without labels',
      with: 'Sample texts with labels',
    },
    moves: {
      text: 'Videos: a camera moves over photographs in six ways, to the left or nearer; which is it?',
      without: 'Sample videos without labels',
      with: 'Sample videos with labels',
    },
  } satisfies Readonly<Record<SampleProjectName, { text: string; without: string; with: string }>>,
  sampleWithoutHint: 'You label a few yourself',
  sampleWithHint: 'The labels come with it',
  dropOverlay: 'Drop to make a project of it',
  dropOverlayHint: 'Folders, zip archives and files, several at once',
  dropCard: 'Drop a folder or files here',
  dropCardHint: 'It becomes a project of its own and the import starts',
  making: 'Making the project…',
  looking: 'Looking through what was dropped…',
  create: {
    title: 'New project',
    text: 'An empty project. You add data in the next step.',
    name: 'Name',
    namePlaceholder: 'Leaves of my garden',
    folder: 'Folder to keep it in',
    choose: 'Choose…',
    button: 'Make project',
  },
  openDialog: {
    title: 'Open a project',
    text: 'A project is a folder whose name ends in .pretext, on the machine that the app runs on.',
    path: 'Path of the folder',
    placeholder: '/home/me/Leaves.pretext',
    button: 'Open',
  },
  rename: {
    menu: 'Rename…',
    title: 'Rename project',
    text: 'Only the name shown here changes; the folder keeps its own.',
    name: 'Name',
    button: 'Rename',
  },
  forget: {
    menu: 'Remove from list…',
    title: (name: string) => `Remove “${name}” from the list?`,
    text: (path: string) =>
      `Nothing is deleted: the folder stays at ${path}, and “Open” brings it back.`,
    button: 'Remove from list',
  },
  shortcuts: { create: 'New project', open: 'Open a project' },
  card: {
    menu: (name: string) => `More for ${name}`,
    samples,
    empty: 'No data yet',
    opened: (time: string) => `Opened ${time}`,
    noRun: 'Not trained yet',
    run: (
      kind: 'pretrain' | 'finetune',
      status: 'running' | 'finished' | 'interrupted' | 'failed',
      time: string,
    ) => `${kind === 'pretrain' ? 'Pretraining' : 'Fine-tuning'} ${status}, ${time}`,
    missing: 'Not found',
    missingText: (path: string) =>
      `Its folder is no longer at ${path}. Put it back, or remove it from the list.`,
    busy: (what: string) => `${what}…`,
  },
};
