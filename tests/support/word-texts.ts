import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { packTokens } from '../../main/ingest/text/tokenizer/pack-tokens.ts';
import type { SampleSource } from '../../main/learn/data/sample-source.ts';
import { seededUniform } from '../../main/learn/data/seeded.ts';
import { specialTokens } from '../../shared/special-tokens.ts';

/** Rows of tokens in memory. @param rows as `packTokens` makes them */
export function textsInMemory(
  rows: readonly ArrayLike<number>[],
  vocabulary: number,
): SampleSource {
  const length = rows[0]?.length ?? 0;
  return {
    count: rows.length,
    spec: { kind: 'text', length, vocabulary, tokensPerWord: 1.5 },
    readInto(index, target, offset) {
      const row = Int32Array.from(rows[index] ?? []);
      target.set(new Uint8Array(row.buffer), offset);
    },
  };
}

/** Tokens of each class, and those of both. */
const own = 12;
const common = 20;
const first = specialTokens.length;
const wordVocabulary = first + 2 * own + common;

/**
 * Made-up texts of two classes by turns, of 6 to 22 words in rows of 24: half of the words are of their class, and after each word of a class often comes
 * the next one of it.
 */
export function wordTexts(count: number): { source: SampleSource; labels: Int32Array } {
  const uniform = seededUniform(11);
  const below = (most: number): number => Math.floor(uniform() * most);
  const labels = Int32Array.from({ length: count }, (_, i) => i % 2);
  const rows = Array.from(labels, (label) => {
    let last = below(own);
    const words = Array.from({ length: 6 + below(17) }, () => {
      if (uniform() < 0.5) return first + 2 * own + below(common);
      last = uniform() < 0.8 ? (last + 1) % own : below(own);
      return first + label * own + last;
    });
    return packTokens(words, 24);
  });
  return { source: textsInMemory(rows, wordVocabulary), labels };
}

const mailSchema = z.object({ name: z.string(), label: z.enum(['ham', 'spam']), mail: z.string() });

/** Real mails; see `tests/fixtures/text/LICENCE.md`. */
export function fixtureMails(): z.infer<typeof mailSchema>[] {
  const file = path.join(import.meta.dirname, '../fixtures/text/mails.jsonl');
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => mailSchema.parse(JSON.parse(line)));
}
