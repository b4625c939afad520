import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { packTokens } from '../../../../main/ingest/text/tokenizer/pack-tokens.ts';
import { wordsOf } from '../../../../main/ingest/text/tokenizer/pre-tokenize.ts';
import { Tokenizer } from '../../../../main/ingest/text/tokenizer/tokenizer.ts';
import {
  tokenizerFromJson,
  tokenizerToJson,
} from '../../../../main/ingest/text/tokenizer/tokenizer-json.ts';
import { trainTokenizer } from '../../../../main/ingest/text/tokenizer/train-tokenizer.ts';
import { bosId, padId } from '../../../../shared/special-tokens.ts';
import { seeded } from '../../../fixtures/ingest/seeded.ts';

const fixtures = path.join(import.meta.dirname, '../../../fixtures/text');
const corpus = readFileSync(path.join(fixtures, 'corpus.txt'), 'utf8').split('\n\n');
/** What Python's `tokenizers` made of the same: see `make.py`. */
const theirs = z
  .object({
    file: z.looseObject({ model: z.looseObject({ merges: z.array(z.array(z.string())) }) }),
    texts: z.array(z.string()),
    ids: z.array(z.array(z.number())),
    rows: z.array(z.array(z.number())),
  })
  .parse(JSON.parse(readFileSync(path.join(fixtures, 'tokenizer.json'), 'utf8')));

const trained = await trainTokenizer(corpus, { vocabularySize: 1500 });

/** Any string of UTF-16 code units, well-formed or not. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc
    .array(fc.constantFrom(...corpus, ' ', '\n', '\0', '\u0300', "'s", '12345', '\ufeff'))
    .map((parts) => parts.join('')),
);

describe('trainTokenizer', () => {
  it("learns the merges that Hugging Face's trainer learns", () => {
    const ours = trained.merges.map((pair) => pair.map((id) => trained.tokens[id]));
    expect(ours).toEqual(theirs.file.model.merges);
    expect(ours.length).toBeGreaterThan(500);
  });

  it('gives the same tokenizer for the same texts, however they come', async () => {
    async function* slowly(): AsyncGenerator<string> {
      for (const text of corpus) yield text;
    }
    const again = await trainTokenizer(slowly(), { vocabularySize: 1500 });
    expect(again.merges).toEqual(trained.merges);
  });

  it('stops at the size wanted, and where nothing repeats', async () => {
    expect((await trainTokenizer(corpus, { vocabularySize: 600 })).size).toBe(600);
    expect((await trainTokenizer(['abc', ''], { vocabularySize: 600 })).size).toBe(259);
    expect((await trainTokenizer([], { vocabularySize: 600 })).size).toBe(259);
  });

  it.each([259, 511, 65_537, 1000.5, Number.NaN])(
    'refuses a size of %s',
    async (vocabularySize) => {
      await expect(trainTokenizer(corpus, { vocabularySize })).rejects.toThrow(RangeError);
    },
  );

  it('says how far it is, can be stopped and lets others have their turn', async () => {
    const random = seeded(1);
    const texts = Array.from({ length: 300 }, () =>
      Array.from({ length: 2000 }, () => Math.floor(random() ** 3 * 50_000).toString(36)).join(' '),
    );
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    const seen: string[] = [];
    const abort = new AbortController();
    const training = trainTokenizer(texts, {
      vocabularySize: 20_000,
      signal: abort.signal,
      onProgress({ phase, done, total }) {
        seen.push(phase);
        if (phase === 'read') expect(total).toBeNull();
        if (phase === 'learn' && done === 1000) abort.abort(new Error('stopped by the test'));
      },
    });
    await expect(training).rejects.toThrow('stopped by the test');
    clearInterval(timer);
    expect(seen.filter((phase) => phase === 'read')).toHaveLength(300);
    expect(seen.filter((phase) => phase === 'learn').length).toBeLessThan(5000);
    expect(turns).toBeGreaterThan(5);
  });
});

describe('Tokenizer', () => {
  it('encodes hundreds of texts in many scripts as Hugging Face does', () => {
    expect(theirs.texts.length).toBeGreaterThan(400);
    expect(theirs.texts.map((text) => [...trained.encode(text)])).toEqual(theirs.ids);
  });

  it('gives every text back', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(trained.decode(trained.encode(text))).toBe(text.toWellFormed());
      }),
      { numRuns: 2000, seed: 1 },
    );
  });

  it('gives every text back without having learnt anything', () => {
    const bytes = new Tokenizer([]);
    fc.assert(
      fc.property(anyText, (text) => {
        const ids = bytes.encode(text);
        expect(ids).toHaveLength(Buffer.byteLength(text.toWellFormed()));
        expect(bytes.decode(ids)).toBe(text.toWellFormed());
      }),
      { numRuns: 500, seed: 2 },
    );
  });

  it('reads special tokens in a text as text, and leaves them out of what it decodes', () => {
    const ids = trained.encode('<mask> <pad>');
    expect(Math.min(...ids)).toBeGreaterThan(2);
    expect(trained.decode([bosId, ...ids, padId, padId])).toBe('<mask> <pad>');
  });

  it('refuses to decode what is no token', () => {
    expect(() => trained.decode([trained.size])).toThrow(RangeError);
    expect(() => trained.decode([-1])).toThrow(RangeError);
    expect(() => trained.decode([3.5])).toThrow(RangeError);
  });

  it('does not slow down with long runs of anything', () => {
    const random = seeded(3);
    const letters = Array.from(
      { length: 300_000 },
      () => corpus[0]?.[Math.floor(random() * 60)],
    ).join('');
    for (const text of [
      'a'.repeat(1e6),
      ' '.repeat(1e6),
      '\n'.repeat(1e6),
      letters.replaceAll(' ', ''),
    ]) {
      expect(trained.decode(trained.encode(text))).toBe(text);
    }
  });
});

describe('wordsOf', () => {
  it('keeps marks with their letters and covers every text', () => {
    expect([...wordsOf("it's नमस्ते  e\u0301té 12345!")]).toEqual([
      'it',
      "'s",
      ' नमस्ते',
      ' ',
      ' e\u0301té',
      ' 123',
      '45',
      '!',
    ]);
    fc.assert(
      fc.property(anyText, (text) => {
        const words = [...wordsOf(text)];
        expect(words.join('')).toBe(text);
        for (const word of words) expect(Array.from(word).length).toBeLessThanOrEqual(65);
      }),
      { numRuns: 1000, seed: 3 },
    );
  });
});

describe('tokenizer.json', () => {
  it('is read back as it was', () => {
    const again = tokenizerFromJson(tokenizerToJson(trained, { length: 64 }));
    expect(again.merges).toEqual(trained.merges);
    expect(again.tokens).toEqual(trained.tokens);
  });

  it('is what Hugging Face writes for the same tokenizer', () => {
    expect(JSON.parse(tokenizerToJson(trained, { length: 16 }))).toEqual(theirs.file);
    expect(tokenizerFromJson(JSON.stringify(theirs.file)).merges).toEqual(trained.merges);
  });

  it('keeps a token that is called __proto__', () => {
    const merges: [number, number][] = [];
    const bytes = new Tokenizer([]);
    let [made = 0, ...others] = bytes.encode('__proto__');
    for (const id of others) {
      merges.push([made, id]);
      made = bytes.size + merges.length - 1;
    }
    const tokenizer = new Tokenizer(merges);
    expect(tokenizer.tokens).toContain('__proto__');
    expect(tokenizerFromJson(tokenizerToJson(tokenizer)).tokens).toEqual(tokenizer.tokens);
  });

  type Json = ReturnType<typeof JSON.parse>;
  const changed = (change: (file: Json) => void): string => {
    const file: Json = JSON.parse(tokenizerToJson(trained));
    change(file);
    return JSON.stringify(file);
  };

  it.each<[string, string, string, string]>([
    ['no JSON', '{"model":', 'corrupt', 'no JSON'],
    ['another value', '[]', 'unsupported', 'another form'],
    [
      'another model',
      changed((file) => {
        file.model.type = 'Unigram';
      }),
      'unsupported',
      'model.type',
    ],
    [
      'another pattern',
      changed((file) => {
        file.pre_tokenizer.pretokenizers[0].pattern.Regex = '(a+)+$';
      }),
      'unsupported',
      'pre_tokenizer',
    ],
    [
      'other special tokens',
      changed((file) => {
        file.added_tokens.pop();
      }),
      'unsupported',
      'added_tokens',
    ],
    [
      'dropout',
      changed((file) => {
        file.model.dropout = 0.1;
      }),
      'unsupported',
      'model.dropout',
    ],
    [
      'a merge of unknown tokens',
      changed((file) => {
        file.model.merges[5] = ['xyzzy', 'q'];
      }),
      'corrupt',
      'merge 6 is of unknown tokens',
    ],
    [
      'a merge of a special token',
      changed((file) => {
        file.model.merges[5] = ['<pad>', 'q'];
      }),
      'corrupt',
      'special token',
    ],
    [
      'a merge too few',
      changed((file) => {
        file.model.merges.pop();
      }),
      'corrupt',
      'its merges make',
    ],
    [
      'a merge three times as long',
      changed((file) => {
        file.model.merges[0] = ['a', 'b', 'c'];
      }),
      'unsupported',
      'model.merges',
    ],
    [
      'a number for a merge',
      changed((file) => {
        file.model.merges[0] = 5;
      }),
      'unsupported',
      'model.merges',
    ],
    [
      'an id twice',
      changed((file) => {
        file.model.vocab['!'] = 4;
      }),
      'corrupt',
      'not those that its merges make',
    ],
    [
      'an id out of range',
      changed((file) => {
        file.model.vocab['!'] = 1e9;
      }),
      'corrupt',
      'not those',
    ],
    [
      'a vocabulary of nothing',
      changed((file) => {
        file.model.vocab = null;
      }),
      'unsupported',
      'model.vocab',
    ],
    [
      'too many merges',
      changed((file) => {
        file.model.merges = Array(200_000).fill(['a', 'b']);
      }),
      'unsupported',
      'model.merges',
    ],
    ['a gigantic file', ' '.repeat(65 * 1024 * 1024), 'oversized', 'too large'],
  ])('refuses %s', (_, json, code, clause) => {
    expect(() => tokenizerFromJson(json)).toThrow(
      expect.objectContaining({ name: 'Refusal', code, message: expect.stringContaining(clause) }),
    );
  });

  it('survives hundreds of random changes', () => {
    const random = seeded(4);
    const good = tokenizerToJson(new Tokenizer(trained.merges.slice(0, 100)));
    let refused = 0;
    for (let round = 0; round < 400; round++) {
      const at = Math.floor(random() * good.length);
      const length = Math.floor(random() * 5);
      const put = String.fromCharCode(32 + Math.floor(random() * 95)).repeat(
        Math.floor(random() * 3),
      );
      const bad = good.slice(0, at) + put + good.slice(at + length);
      try {
        const tokenizer = tokenizerFromJson(bad);
        expect(tokenizer.decode(tokenizer.encode('The baker'))).toBe('The baker');
      } catch (error) {
        expect(error).toMatchObject({ name: 'Refusal' });
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(200);
  });
});

describe('packTokens', () => {
  it('puts <bos> first, keeps the beginning and fills up', () => {
    expect([...packTokens([7, 8, 9], 6)]).toEqual([bosId, 7, 8, 9, padId, padId]);
    expect([...packTokens([7, 8, 9], 4)]).toEqual([bosId, 7, 8, 9]);
    expect([...packTokens([7, 8, 9], 3)]).toEqual([bosId, 7, 8]);
    expect([...packTokens([], 2)]).toEqual([bosId, padId]);
    expect(() => packTokens([7], 0)).toThrow(RangeError);
  });

  it('makes the rows that Hugging Face makes of the exported file', () => {
    const rows = theirs.texts.map((text) => [...packTokens(trained.encode(text), 16)]);
    expect(rows).toEqual(theirs.rows);
  });
});
