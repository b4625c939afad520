import { expect, test } from 'vitest';
import type { TextNote } from '../../../main/ingest/text/text-note.ts';
import { en } from '../../../renderer/src/texts/en/index.ts';
import { sampleNouns } from '../../../renderer/src/texts/en/sample-nouns.ts';
import { dataKindNames } from '../../../shared/sample-spec.ts';

test('samples are called what they are', () => {
  expect(en(sampleNouns.images).label.labelThis).toBe('Label this picture as');
  expect(en(sampleNouns.tables).label.labelThis).toBe('Label this row as');
  expect(en(sampleNouns.audio).data.pictures(1)).toBe('1 recording');
  expect(en(sampleNouns.video).data.pictures(2000)).toBe('2,000 clips');
});

test('what an import did to texts has words of its own', () => {
  const { notes } = en(sampleNouns.text).data;
  const ofTexts: readonly TextNote[] = [
    'shortened',
    'control-characters',
    'undecodable',
    'from-html',
  ];
  for (const note of ofTexts) expect(notes[note], note).toBeDefined();
  expect(notes['shortened']).toContain('only the beginning');
});

test('“a” may go before each of these words', () => {
  for (const kind of dataKindNames) expect(sampleNouns[kind].one).toMatch(/^[^aeiou]/);
});
