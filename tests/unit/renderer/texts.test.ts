import { expect, test } from 'vitest';
import { encoderTitle } from '../../../main/app/run-details.ts';
import type { TextNote } from '../../../main/ingest/text/text-note.ts';
import { encoderNames } from '../../../main/learn/models/registry.ts';
import { en } from '../../../renderer/src/texts/en/index.ts';
import { nounsOf, sampleNouns } from '../../../renderer/src/texts/en/sample-nouns.ts';
import { dataKindNames } from '../../../shared/sample-spec.ts';

test('samples are called what they are', () => {
  expect(en(sampleNouns.images).label.labelThis).toBe('Label this picture as');
  expect(en(sampleNouns.tables).label.labelThis).toBe('Label this row as');
  expect(en(sampleNouns.audio).data.pictures(1)).toBe('1 recording');
  expect(en(sampleNouns.video).data.pictures(2000)).toBe('2,000 clips');
});

test('what is dropped to be predicted is called what a person has: rows are in a table', () => {
  const { dropTitle, dropText } = en(sampleNouns.tables).predict;
  expect(dropTitle).toBe('Drop a table here');
  expect(dropText).toMatch(/CSV/);
  expect(en(sampleNouns.images).predict.dropTitle).toBe('Drop pictures here');
  expect(en(sampleNouns.video).predict.dropTitle).toBe('Drop videos here');
});

test('what is not yet imported is not called pictures', () => {
  const { data } = en(nounsOf(null));
  expect(data.meanwhile).toContain('The samples appear here');
  expect(JSON.stringify(data)).not.toContain('The pictures');
  expect(en(nounsOf('tables')).data.meanwhile).toContain('The rows appear here');
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

test('every encoder has a name that is no name of a registry', () => {
  const { names } = en(sampleNouns.tables).pretext.advanced;
  for (const name of encoderNames) {
    expect(names[name], name).toBeDefined();
    expect(encoderTitle(name)).not.toBe(name);
  }
  expect(encoderTitle('of-another-version')).toBe('of-another-version');
});

test('“a” may go before each of these words', () => {
  for (const kind of dataKindNames) expect(sampleNouns[kind].one).toMatch(/^[^aeiou]/);
});

/** All ways to give a function so many arguments of these. */
function* ways(length: number, of: readonly unknown[]): Generator<unknown[]> {
  if (length === 0) return yield [];
  for (const rest of ways(length - 1, of)) {
    for (const each of of) yield [each, ...rest];
  }
}

/** What a text says of one, as a word or as a number, whichever it takes: the first way that has no plural in it, if there is one. */
function ofOne(text: (...args: unknown[]) => unknown): string[] {
  const said = (of: readonly unknown[]): string[] =>
    [...ways(text.length, of)].flatMap((args) => {
      try {
        return [JSON.stringify(text(...args)) ?? ''];
      } catch {
        return []; // not what it takes
      }
    });
  const plain = said(['1', 1]);
  return plain.length > 0 ? plain : said(['1', 1, [1, 1]]);
}

const afterOne =
  /(?<![\d.,–+−-] ?)\b1 (?:(?!of |unlike )[a-z]+ ){0,2}(?:pictures|texts|recordings|clips|rows|files|labels|classes|samples|clusters|characters|predictions|formats|runs|columns|rounds|groups|values|steps|minutes|words)\b/;

function* functionsIn(
  at: unknown,
  place: string,
): Generator<[string, (...args: unknown[]) => unknown]> {
  if (typeof at === 'function') yield [place, at as (...args: unknown[]) => unknown];
  else if (typeof at === 'object' && at !== null) {
    for (const [name, each] of Object.entries(at)) yield* functionsIn(each, `${place}.${name}`);
  }
}

test.each(dataKindNames)('of one nobody says that it is many: %s', (kind) => {
  const said = [...functionsIn(en(sampleNouns[kind]), 'en')].map(
    ([place, text]) => [place, ofOne(text)] as const,
  );
  expect(said.length).toBeGreaterThan(200);
  const wrong = said.filter(
    ([, each]) => each.length > 0 && each.every((text) => afterOne.test(text)),
  );
  expect(wrong.map(([place, [first]]) => `${place}: ${first ?? ''}`)).toEqual([]);
});
