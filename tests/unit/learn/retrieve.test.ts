import { describe, expect, test } from 'vitest';
import type { Matrix } from '../../../main/learn/data/matrix.ts';
import { seededUniform } from '../../../main/learn/data/seeded.ts';
import { calibrationOf } from '../../../main/learn/evaluate/calibration.ts';
import { answer } from '../../../main/learn/retrieve/answer.ts';
import { learnCertainty, madeUpCases } from '../../../main/learn/retrieve/certainty.ts';
import { type Collection, CollectionBuilder } from '../../../main/learn/retrieve/collection.ts';
import { contentTerms, functionWordsOf } from '../../../main/learn/retrieve/function-words.ts';
import { fitLogistic, probabilityOf } from '../../../main/learn/retrieve/logistic.ts';
import {
  chooseWeight,
  lengthOf,
  mixed,
  rankOf,
  standardized,
  triedWeights,
} from '../../../main/learn/retrieve/mix.ts';
import { passagesOf, sentencesOf } from '../../../main/learn/retrieve/passages.ts';
import { countTerms, type TermIndex } from '../../../main/learn/retrieve/term-index.ts';
import { TermIndexBuilder } from '../../../main/learn/retrieve/term-index-builder.ts';
import { stemOf, termsOf } from '../../../main/learn/retrieve/terms.ts';
import { tryWeights, type WeightTrial } from '../../../main/learn/retrieve/try-weights.ts';
import { fixtureMails } from '../../support/word-texts.ts';

function indexOf(texts: readonly string[]): TermIndex {
  const builder = new TermIndexBuilder();
  for (const text of texts) builder.add(termsOf(text));
  return builder.finish();
}

function collectionOf(texts: readonly string[]): Collection {
  const builder = new CollectionBuilder();
  for (const text of texts) builder.add(text);
  return builder.finish();
}

const expectClose = (found: Iterable<number>, wanted: readonly number[]): void => {
  const values = [...found];
  expect(values).toHaveLength(wanted.length);
  for (const [i, value] of wanted.entries()) expect(values[i], String(i)).toBeCloseTo(value, 4);
};

describe('words', () => {
  test('are letters and digits, small, in compatible forms; a script without spaces is cut by its dictionary', () => {
    expect(termsOf('The ﬁle’s “ÄPFEL” No. 42—naïve')).toEqual([
      ...['the', 'file', 's', 'äpfel', 'no', '42', 'naïve'],
    ]);
    expect(termsOf('我喜欢苹果 and 東京')).toEqual(['我', '喜欢', '苹果', 'and', '東京']);
    expect(termsOf('x'.repeat(1000))).toEqual(['x'.repeat(64)]);
    expect(termsOf(' —… ')).toEqual([]);
    expect(['decode', 'decoder', 'decoding'].map(stemOf)).toEqual(['decod', 'decod', 'decod']);
    expect(stemOf('äöüßéa')).toBe('äöüßé');
  });

  test('of a language that is spoken are left out of questions, and none when there are no others', () => {
    const english = countTerms(
      termsOf('it is what the dog and the cat did on the mat of the house'),
    );
    const words = functionWordsOf((term) => (english.get(term) ?? 0) / 15);
    expect(words.has('the')).toBe(true);
    expect(words.has('das')).toBe(false);
    expect(contentTerms(termsOf('How did the dog get on the mat?'), words)).toEqual([
      ...['dog', 'get', 'mat'],
    ]);
    // The question's own language counts, too; "die" is an English word elsewhere.
    expect(contentTerms(termsOf('Wer hat die Katze gesehen und wann war das?'), words)).toEqual([
      ...['katze', 'gesehen'],
    ]);
    expect(contentTerms(['die', 'cast'], words)).toEqual(['die', 'cast']);
    expect(contentTerms(['who', 'are', 'we'], words)).toEqual(['who', 'are', 'we']);
  });
});

describe('scores of texts', () => {
  const texts = [
    'the cat sat on the mat',
    'the dog sat on the log and the dog ran',
    'cats and dogs',
    'a bird sang on the log',
    'birds sing',
  ];
  const index = indexOf(texts);
  const query = termsOf('the dog on a log log');

  test('by TF-IDF are scikit-learn’s', () => {
    // scikit-learn 1.9.1: TfidfVectorizer(sublinear_tf=True, token_pattern=r'(?u)\b\w+\b')
    const wanted = [0.264301, 0.667887, 0, 0.644384, 0];
    expectClose(index.cosines(countTerms(query)), wanted);
    // What no text has changes nothing, as there.
    expectClose(index.cosines(countTerms([...query, 'zebra'])), wanted);
    const one = index.cosineOf(countTerms(query), countTerms(termsOf(texts[1] ?? '')));
    expect(one).toBeCloseTo(0.667887, 5);
  });

  test('by BM25 are bm25s’', () => {
    // bm25s 0.3.16: BM25(method='lucene', k1=0.9, b=0.4), each word of the query once
    expectClose(index.bm25(query), [0.6445, 1.89002, 0, 1.72152, 0]);
  });

  test('count as they were counted', () => {
    expect([
      index.frequencyOf('the'),
      index.occurrencesOf('the'),
      index.frequencyOf('zebra'),
    ]).toEqual([3, 6, 0]);
    expect(index.occurrences).toBe(27);
    expect(indexOf([]).cosines(countTerms(query))).toHaveLength(0);
    expect([...indexOf(['', 'the']).cosines(countTerms(['the']))]).toEqual([0, 1]);
  });
});

describe('passages', () => {
  const text = [
    'First sentence of a letter. It goes on\nover the end of a line!',
    '',
    'A new paragraph. '.repeat(30).trim(),
    '',
    'x'.repeat(5000),
    'word '.repeat(500),
  ].join('\n');

  test('are stretches of whole sentences, in order, without gaps but white space', () => {
    const passages = passagesOf(text);
    let end = 0;
    for (const each of passages) {
      expect(text.slice(end, each.start).replace('x'.repeat(5000), '').trim()).toBe('');
      const words = termsOf(text.slice(each.start, each.end)).length;
      expect(words).toBeGreaterThanOrEqual(3);
      expect(words).toBeLessThanOrEqual(161);
      end = each.end;
    }
    expect(text.slice(end).trim()).toBe('');
    expect(passages.length).toBeGreaterThan(7);
  });

  test('have sentences that a line’s end does not break', () => {
    const [first, second] = sentencesOf(text).map(({ start, end }) => text.slice(start, end));
    expect(first).toBe('First sentence of a letter.');
    expect(second).toBe('It goes on\nover the end of a line!');
    expect(sentencesOf('  \n ')).toEqual([]);
    expect(passagesOf('')).toEqual([]);
  });
});

describe('words and encoder', () => {
  test('are mixed by standard scores; what says nothing adds nothing', () => {
    expectClose(standardized(Float32Array.of(1, 2, 3)), [-1.2247, 0, 1.2247]);
    expect([...standardized(Float32Array.of(2, 2))]).toEqual([0, 0]);
    const words = Float32Array.of(1, 2, 3);
    expectClose(mixed(words, Float32Array.of(3, 2, 1), 0.5), [0, 0, 0]);
    expect(mixed(words, Float32Array.of(9, 9, 9), 0)).toEqual(standardized(words));
    expect(rankOf([0.1, 0.5, 0.5, 0.9], 1)).toBe(1.5);
    expect([lengthOf(['a']), lengthOf(Array(15).fill('a')), lengthOf(Array(99).fill('a'))]).toEqual(
      [...['few', 'sentence', 'long']],
    );
  });

  test('a mixture is taken only where it is surely better than words alone', () => {
    // Query by query: the encoder at 0.5 puts first what the words put third.
    const helped = Array.from({ length: 20 }, () => triedWeights.map((w) => (w === 0.5 ? 0 : 2)));
    expect(chooseWeight(helped)).toBe(0.5);
    // A little more often better than worse, as by chance.
    const chance = Array.from({ length: 20 }, (_, i) =>
      triedWeights.map((w) => Number((w === 0) === i < 11)),
    );
    expect(chooseWeight(chance)).toBe(0);
    expect(chooseWeight(Array.from({ length: 20 }, () => triedWeights.map((w) => 10 * w)))).toBe(0);
    expect(chooseWeight([])).toBe(0);
  });

  test('are tried on halves of texts: a knowing encoder is listened to, a blind one is not', async () => {
    const uniform = seededUniform(5);
    const word = (topic: number): string => `w${topic}x${Math.floor(uniform() * 400)}`;
    const half = (topic: number): string => Array.from({ length: 40 }, () => word(topic)).join(' ');
    const halves = Array.from({ length: 60 }, (_, i) => [half(i % 6), half(i % 6)] as const);
    const collection = collectionOf(halves.map(([kept, left]) => `${kept} ${left}`));
    const weightsFor = async (direction: (i: number) => number) => {
      const unit = (i: number): Float32Array =>
        Float32Array.of(Math.cos(direction(i)), Math.sin(direction(i)));
      const values = Float32Array.from(halves.flatMap((_, i) => [...unit(i)]));
      const embeddings: Matrix = { rows: halves.length, columns: 2, values };
      const trials: WeightTrial[] = halves.map(([kept, left], text) => ({
        text,
        kept,
        query: left,
        keptEmbedding: unit(text),
        queryEmbedding: unit(text),
      }));
      return await tryWeights(collection, embeddings, trials);
    };
    const knowing = await weightsFor((i) => i / 10);
    expect(knowing.long).toBeGreaterThan(0);
    expect(knowing.few).toBe(0); // nobody asked that
    expect((await weightsFor(() => 1)).long).toBe(0);
  });
});

test('a probability of a few features is scikit-learn’s', () => {
  const rows = [
    [0.1, 1],
    [0.4, 2],
    [0.35, 0.5],
    [0.8, 1.5],
    [0.9, 0.2],
    [0.7, 2.2],
    [0.2, 0.1],
    [0.6, 1.1],
  ];
  const labels = [false, false, false, true, true, true, false, false];
  // scikit-learn 1.9.1: LogisticRegression(C=1) and (C=0.1), tol=1e-10
  const one = fitLogistic(rows, labels, 1);
  expectClose([...one.weights, one.bias], [0.758421, 0.308472, -1.240699]);
  expect(probabilityOf(one, [0.5, 1])).toBeCloseTo(0.365165, 5);
  const other = fitLogistic(rows, labels, 10);
  expectClose([...other.weights, other.bias], [0.086492, 0.060654, -0.620186]);
});

describe('answers from real mails', () => {
  const texts = fixtureMails().map(({ mail }) => mail.slice(mail.indexOf('\n\n')));
  const collection = collectionOf(texts);
  const textOf = (text: number): string => texts[text] ?? '';

  test('are as certain as they are right, on questions that nothing was learnt from', async () => {
    const { logistic, questions, found } = await learnCertainty(collection, textOf, 1);
    expect(questions).toBe(400);
    expect(found).toBeGreaterThan(0.5);
    const others = await madeUpCases(collection, textOf, 400, 2);
    const confidence = others.map((each) => probabilityOf(logistic, each.evidence));
    const values = Float32Array.from(confidence.flatMap((right) => [1 - right, right]));
    // Of an answer's being right, as of two classes.
    const labels = others.map(({ isRight }) => Number(isRight));
    const { error } = calibrationOf({ rows: others.length, columns: 2, values }, labels, 10);
    expect(error).toBeLessThan(0.08);
    const given = others.filter((_, i) => (confidence[i] ?? 0) >= 0.5);
    expect(given.filter(({ isRight }) => isRight).length / given.length).toBeGreaterThan(0.75);
    const mean = (wanted: boolean): number => {
      const some = confidence.filter((_, i) => others[i]?.isThere === wanted);
      return some.reduce((sum, each) => sum + each, 0) / some.length;
    };
    expect(mean(true)).toBeGreaterThan(mean(false) + 0.3);
  });

  test('name the passage and its sentence; the same question has the same answer', async () => {
    const { logistic } = await learnCertainty(collection, textOf, 1);
    const text = textOf(7);
    const [sentence] = sentencesOf(text)
      .map(({ start, end }) => text.slice(start, end))
      .filter((each) => termsOf(each).length > 10);
    const asked = sentence ?? '';
    const { passages, confidence } = answer(collection, textOf, logistic, asked, 3);
    const [first] = passages;
    expect(text.slice(first?.sentence.start, first?.sentence.end)).toBe(asked);
    expect(first?.text).toBe(7);
    expect(confidence).toBeGreaterThan(0.8);
    expect(passages).toHaveLength(3);
    expect(answer(collection, textOf, logistic, asked, 3)).toEqual({ passages, confidence });
  });

  test('are unknown where no text has a word, and where one word of many is there', async () => {
    const { logistic } = await learnCertainty(collection, textOf, 1);
    expect(answer(collection, textOf, logistic, 'Qwzxv bnmtr?', 3)).toEqual({
      passages: [],
      confidence: 0,
    });
    const strange = 'Which glacier in Patagonia calved most during the Pleistocene summer?';
    expect(answer(collection, textOf, logistic, strange, 1).confidence).toBeLessThan(0.5);
  });
});

test('a collection too small to learn from says so, and answers with care', async () => {
  const collection = collectionOf(['Only this.']);
  const certainty = await learnCertainty(collection, () => 'Only this.', 1);
  expect(certainty.questions).toBe(0);
  expect(collection.rank(['zebra'], 3)).toEqual([]);
  const none = await learnCertainty(collectionOf([]), () => '', 1);
  expect(none.found).toBe(0);
});

test('a question is answered by what is said, not by the question itself', async () => {
  const text = '# How do I feed the otter?\n\nIt sleeps at night. Feed it trout at noon.';
  const { passages } = answer(
    collectionOf([text, 'Something else entirely, about boats and sails.']),
    () => text,
    { weights: [1, 1, 1], bias: 0 },
    'How do I feed the otter?',
    1,
  );
  const [first] = passages;
  expect(text.slice(first?.sentence.start, first?.sentence.end)).toBe('Feed it trout at noon.');
});
