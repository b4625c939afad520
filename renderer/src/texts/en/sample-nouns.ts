import type { DataKindName } from '../../../../shared/sample-spec.ts';

/** What a sample is called, where a sentence says "picture" of pictures. None begins with a vowel: "a" goes before each. */
export interface SampleNouns {
  one: string;
  many: string;
  /** At the beginning of a sentence. */
  One: string;
  Many: string;
}

const nouns = (one: string): SampleNouns => {
  const One = `${one[0]?.toUpperCase() ?? ''}${one.slice(1)}`;
  return { one, many: `${one}s`, One, Many: `${One}s` };
};

export const sampleNouns: Readonly<Record<DataKindName, SampleNouns>> = {
  images: nouns('picture'),
  text: nouns('text'),
  audio: nouns('recording'),
  video: nouns('clip'),
  tables: nouns('row'),
};
