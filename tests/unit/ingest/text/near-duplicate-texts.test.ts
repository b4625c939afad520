import { expect, it } from 'vitest';
import { NearDuplicateTexts } from '../../../../main/ingest/text/near-duplicate-texts.ts';
import { seeded } from '../../../fixtures/ingest/seeded.ts';
import { fixtureMails } from '../../../support/word-texts.ts';

const random = seeded(5);
const word = (): string => `w${Math.floor(random() * 5000)}`;
const words = (count: number): string[] => Array.from({ length: count }, word);

/** The share of runs of three words in common, by sets: what signatures estimate. */
function resemblance(a: readonly string[], b: readonly string[]): number {
  const runs = (of: readonly string[]): Set<string> =>
    new Set(of.slice(2).map((_, at) => of.slice(at, at + 3).join(' ')));
  const [one, other] = [runs(a), runs(b)];
  const both = [...one].filter((run) => other.has(run)).length;
  return both / (one.size + other.size - both);
}

/** Some of the words are others. */
const changed = (text: readonly string[], count: number): string[] =>
  count === 0
    ? [...text]
    : changed(text.with(Math.floor(random() * text.length), word()), count - 1);

it('finds texts that share nine tenths of their runs, and none that share half', () => {
  let [far, near, farFound, nearFound] = [0, 0, 0, 0];
  for (let round = 0; round < 300; round++) {
    const text = words(150);
    const other = changed(text, round % 2 === 0 ? 2 : 18);
    const share = resemblance(text, other);
    const finder = new NearDuplicateTexts();
    finder.add('a', text.join(' '));
    finder.add('b', other.join(', '));
    const found = finder.groups().length;
    if (share > 0.9) [near, nearFound] = [near + 1, nearFound + found];
    if (share < 0.6) [far, farFound] = [far + 1, farFound + found];
  }
  expect(near).toBeGreaterThan(80);
  expect(nearFound / near).toBeGreaterThan(0.97);
  expect(far).toBeGreaterThan(80);
  expect(farFound / far).toBeLessThan(0.01);
});

it('takes short texts for near duplicates when their words are the same', () => {
  const finder = new NearDuplicateTexts();
  finder.add('a', 'See you tomorrow!');
  finder.add('b', 'see you  TOMORROW');
  finder.add('c', 'See you on Monday!');
  finder.add('d', '?!');
  finder.add('e', '...');
  expect(finder.groups()).toEqual([['a', 'b']]);
});

it('groups copies of a mail with another name in them, and real mails apart', () => {
  const finder = new NearDuplicateTexts();
  const mails = fixtureMails().map(({ mail }) => mail.slice(mail.indexOf('\n\n')));
  const [first = ''] = mails;
  finder.add('copy 1', first.replace(/\S+/, 'Jane'));
  finder.add('copy 2', first.replace(/\S+/, 'John'));
  for (const [i, mail] of mails.slice(1, 40).entries()) finder.add(`other ${i}`, mail);
  expect(finder.groups()).toContainEqual(['copy 1', 'copy 2']);
  expect(finder.groups().length).toBeLessThan(4);
});
