import type { DataKindName } from '../../../../shared/sample-spec.ts';
import { count } from '../../state/format.ts';

/** What a sample is called, where a sentence says "picture" of pictures. None begins with a vowel: "a" goes before each. */
export interface SampleNouns {
  one: string;
  many: string;
  /** At the beginning of a sentence. */
  One: string;
  Many: string;
  /** So many of what an import reads one by one: files, or rows. */
  parts: (n: number) => string;
  /** Whether an import reads parts of files. */
  isPart: boolean;
  /** What a person drops to have them predicted. */
  dropped: string;
  /** In which forms that may be, as sentences. */
  forms: string;
}

const nouns = (
  one: string,
  { dropped = `${one}s`, forms, part = 'file' }: { dropped?: string; forms: string; part?: string },
): SampleNouns => {
  const One = `${one[0]?.toUpperCase() ?? ''}${one.slice(1)}`;
  const parts = (n: number): string => (n === 1 ? `1 ${part}` : `${count(n)} ${part}s`);
  return {
    one,
    many: `${one}s`,
    One,
    Many: `${One}s`,
    parts,
    isPart: part !== 'file',
    dropped,
    forms,
  };
};

export const sampleNouns: Readonly<Record<DataKindName, SampleNouns>> = {
  images: nouns('picture', {
    forms: 'PNG, JPEG, WebP, TIFF, AVIF or BMP: files, folders or zip archives.',
  }),
  text: nouns('text', {
    forms:
      'Plain texts, Markdown, HTML or mails: files, folders or zip archives. Or a table with a column of texts.',
  }),
  audio: nouns('recording', {
    forms: 'WAV, FLAC, MP3, Ogg, Opus or M4A: files, folders or zip archives.',
  }),
  video: nouns('clip', {
    dropped: 'videos',
    forms: 'MP4, WebM, MOV or GIF: files, folders or zip archives.',
  }),
  tables: nouns('row', {
    dropped: 'a table',
    forms:
      'One with the columns of yours: CSV, TSV, Excel (.xlsx), Parquet or JSON lines, also in a zip archive. The column that is learnt may be missing.',
    part: 'row',
  }),
};

/** Of data that are not yet imported, so that nobody calls a table pictures. */
const unknown = nouns('sample', {
  dropped: 'data',
  forms: 'Files, folders or zip archives.',
});

/** What samples are called. @param kind null while nobody knows */
export const nounsOf = (kind: DataKindName | null): SampleNouns =>
  kind === null ? unknown : sampleNouns[kind];
