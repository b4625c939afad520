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
}

const nouns = (one: string, part = 'file'): SampleNouns => {
  const One = `${one[0]?.toUpperCase() ?? ''}${one.slice(1)}`;
  const parts = (n: number): string => (n === 1 ? `1 ${part}` : `${count(n)} ${part}s`);
  return { one, many: `${one}s`, One, Many: `${One}s`, parts };
};

export const sampleNouns: Readonly<Record<DataKindName, SampleNouns>> = {
  images: nouns('picture'),
  text: nouns('text'),
  audio: nouns('recording'),
  video: nouns('clip'),
  tables: nouns('row', 'row'),
};
