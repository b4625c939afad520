import { expect, test } from 'vitest';
import { changedValues, changingFirst } from '../../../main/app/changed-values.ts';
import { changedWords } from '../../../main/app/changed-words.ts';
import { Tokenizer } from '../../../main/ingest/text/tokenizer/tokenizer.ts';
import { maskId, padId } from '../../../shared/special-tokens.ts';

/** Without merges a token is a byte. */
const bytes = new Tokenizer([]);
const tokensOf = (text: string): Int32Array => bytes.encode(text);
const plain = (passages: readonly { text: string; marked: boolean }[]): string =>
  passages.map(({ text, marked }) => (marked ? `[${text}]` : text)).join('');

test('what is guessed is marked, and stands beside what was there', () => {
  const original = tokensOf('the cat sat');
  const begun = original.map((token, at) => (at < 4 ? token : padId));
  const goesOn = begun.map((token, at) =>
    at >= 4 && at < 7 ? (tokensOf('dog')[at - 4] ?? 0) : token,
  );
  const [was, shown, guessed] = changedWords(bytes, [original, begun, goesOn], begun).map(plain);
  expect(was).toBe('the [cat sat]');
  expect(shown).toBe('the ');
  expect(guessed).toBe('the [dog]');
});

test('hidden tokens are seen as such, and lines become one', () => {
  const original = tokensOf('one\n\ntwo three');
  const hidden = original.map((token, at) => (at > 8 ? maskId : token));
  const [was, shown] = changedWords(bytes, [original, hidden], hidden).map(plain);
  expect(was).toBe('one two [three]');
  expect(shown).toMatch(/^one two( ▒▒▒)+$/);
});

test('of a long text what is around the change is shown, the same part of each version', () => {
  const original = tokensOf(`${'x'.repeat(200)}cat${'y'.repeat(200)}`);
  const begun = original.map((token, at) => (at < 200 ? token : padId));
  const [was, shown] = changedWords(bytes, [original, begun], begun).map(plain);
  expect(was).toBe(`…${'x'.repeat(20)}[cat${'y'.repeat(21)}]`);
  expect(shown).toBe(`…${'x'.repeat(20)}`);
});

test('what is shown begins with a word', () => {
  const original = tokensOf('abcdefghijklmnop qrstuv cat');
  const begun = original.map((token, at) => (at < 24 ? token : padId));
  expect(plain(changedWords(bytes, [original, begun], begun)[0] ?? [])).toBe('… qrstuv [cat]');
});

test('where nothing was hidden nothing is marked', () => {
  const [first] = changedWords(bytes, [tokensOf('a b c')], null);
  expect(first).toEqual([{ text: 'a b c', marked: false }]);
});

test('of a row the columns that change come first, in their own order', () => {
  const names = Array.from({ length: 12 }, (_, at) => `c${at}`);
  const original = names.map((name) => [name, 'old'] as const);
  const hidden = names.map((name, at) => [name, at === 11 || at === 2 ? 'new' : 'old'] as const);
  const [was, shown] = changedValues([original, hidden], hidden);
  expect(shown?.map(({ column }) => column)).toEqual([
    'c0',
    'c1',
    'c2',
    'c3',
    'c4',
    'c5',
    'c6',
    'c11',
  ]);
  expect(was?.filter(({ marked }) => marked).map(({ column }) => column)).toEqual(['c2', 'c11']);
  expect(shown?.every(({ marked }) => !marked)).toBe(true);
});

test('the card of a row begins with the columns that are not the same in all versions', () => {
  const row = (hue: string, proline: string): [string, string][] => [
    ['alcohol', '14.2'],
    ['hue', hue],
    ['ash', '2.4'],
    ['proline', proline],
  ];
  expect(changingFirst([row('1', '5'), row('1', '6'), row('2', '5')])).toEqual([1, 3, 0, 2]);
  expect(changingFirst([])).toEqual([]);
});
