import { expect, test } from 'vitest';
import { en } from '../../../renderer/src/texts/en/index.ts';
import { sampleNouns } from '../../../renderer/src/texts/en/sample-nouns.ts';
import { dataKindNames } from '../../../shared/sample-spec.ts';

test('samples are called what they are', () => {
  expect(en(sampleNouns.images).label.labelThis).toBe('Label this picture as');
  expect(en(sampleNouns.tables).label.labelThis).toBe('Label this row as');
  expect(en(sampleNouns.audio).data.pictures(1)).toBe('1 recording');
  expect(en(sampleNouns.video).data.pictures(2000)).toBe('2,000 clips');
});

test('“a” may go before each of these words', () => {
  for (const kind of dataKindNames) expect(sampleNouns[kind].one).toMatch(/^[^aeiou]/);
});
