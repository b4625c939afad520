import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type SplitPassagesOptions,
  splitPassages,
} from '../../../../main/ingest/text/tokenizer/split-passages.ts';
import { trainTokenizer } from '../../../../main/ingest/text/tokenizer/train-tokenizer.ts';

const corpus = readFileSync(
  path.join(import.meta.dirname, '../../../fixtures/text/corpus.txt'),
  'utf8',
);
const tokenizer = await trainTokenizer([corpus], { vocabularySize: 1000 });

function split(text: string, options: Omit<SplitPassagesOptions, 'tokenizer'>): string[] {
  return [...splitPassages(text, { tokenizer, ...options })].map(({ start, end }) =>
    text.slice(start, end),
  );
}

const count = (text: string): number => tokenizer.encode(text).length;

describe('splitPassages', () => {
  it('ends passages where sentences end', () => {
    const text =
      'The bread was warm. The cat came at once. The letter came on Monday. There will be bread again.';
    const second = 'The letter came on Monday. There will be bread again.';
    expect(split(text, { tokens: count(second) + 2 })).toEqual([
      'The bread was warm. The cat came at once.',
      second,
    ]);
  });

  it('ends passages with a paragraph where one ends in the second half', () => {
    const text =
      'The bread was warm. The cat came at once.\n\nThe letter came. The train leaves. It was late.';
    const tokens = count('The bread was warm. The cat came at once. The letter came.');
    expect(split(text, { tokens })[0]).toBe('The bread was warm. The cat came at once.');
    const joined = text.replace('\n\n', ' ');
    expect(split(joined, { tokens: tokens + 2 })[0]).toContain('The letter came.');
  });

  it('does not take the end of a line in a mail for the end of a sentence', () => {
    const text = 'The baker opened her shop\nbefore the sun was up. The bread was\nwarm.';
    const sentence = 'The baker opened her shop\nbefore the sun was up.';
    expect(split(text, { tokens: count(sentence) + 2 })[0]).toBe(sentence);
  });

  it('repeats whole sentences', () => {
    const text = 'One came. Two came. Three came. Four came. Five came. Six came. Seven came.';
    const passages = split(text, { tokens: 16, overlap: 8 });
    for (const [index, passage] of passages.entries()) {
      const before = passages[index - 1];
      if (before === undefined) continue;
      const last = before.slice(before.lastIndexOf('. ') + 2);
      expect(passage.startsWith(last)).toBe(true);
      expect(before.includes(passage)).toBe(false);
    }
    expect(passages.length).toBeGreaterThan(2);
  });

  it('has none for nothing', () => {
    expect(split('', { tokens: 8 })).toEqual([]);
    expect(split(' \n\n \t', { tokens: 8 })).toEqual([]);
  });

  it('covers any text with passages that fit, in order', () => {
    const anyText = fc
      .array(
        fc.oneof(
          fc.constantFrom(...corpus.split(/(?<=[.!?。] ?)/)),
          fc.string({ unit: 'binary', maxLength: 40 }),
          fc.constantFrom('\n', '\n\n', '   ', '。', 'x'.repeat(300), '😀'.repeat(30)),
        ),
        { maxLength: 20 },
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(anyText, fc.integer({ min: 8, max: 60 }), fc.nat(30), (text, tokens, overlap) => {
        const shared = Math.min(overlap, tokens / 2);
        let covered = 0;
        let last = -1;
        for (const { start, end, ids } of splitPassages(text, {
          tokenizer,
          tokens,
          overlap: shared,
        })) {
          expect(ids.length).toBeLessThanOrEqual(tokens);
          expect(ids).toEqual(tokenizer.encode(text.slice(start, end)));
          expect(text.slice(Math.min(covered, start), start).trim()).toBe('');
          expect(start).toBeGreaterThan(last);
          expect(end).toBeGreaterThan(covered);
          covered = end;
          last = start;
        }
        expect(text.slice(covered).trim()).toBe('');
      }),
      { numRuns: 500, seed: 5 },
    );
  });

  it('refuses sizes that make no sense', () => {
    expect(() => split('x', { tokens: 7 })).toThrow(RangeError);
    expect(() => split('x', { tokens: 20, overlap: 11 })).toThrow(RangeError);
    expect(() => split('x', { tokens: 20, overlap: -1 })).toThrow(RangeError);
  });
});
