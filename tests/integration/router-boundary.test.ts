import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Router } from '../../main/app/router/router.ts';
import { Studio } from '../../main/app/studio/studio.ts';
import { calls } from '../../shared/contract/contract.ts';
import type { Answer } from '../../shared/contract/wire.ts';
import { temporaryHome } from '../support/studio.ts';

/** What may come in from outside: anything at all. */

const payloads = 1000;
const log: string[] = [];
let studio: Studio;
let router: Router;

beforeAll(() => {
  studio = new Studio({ home: temporaryHome(), log: (text) => log.push(text) });
  router = new Router(studio);
});

afterAll(async () => {
  await studio.close();
  expect(log).toEqual([]); // not one fault of ours
});

/** Every field that some call takes. */
const fields = [
  ...new Set(
    Object.values(calls).flatMap(({ input }) => ('shape' in input ? Object.keys(input.shape) : [])),
  ),
];
const anything = fc.anything({
  withTypedArray: true,
  withBigInt: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withSparseArray: true,
  key: fc.oneof(fc.constantFrom(...fields, '__proto__', 'constructor'), fc.string()),
});
/** An object of known fields with impossible values. */
const almost = fc.dictionary(fc.constantFrom(...fields), anything, { minKeys: 1, maxKeys: 6 });

/** What is right by chance: nothing where nothing is asked for, or settings without a change. */
function mayPass(name: string, input: unknown): boolean {
  const { input: schema } = calls[name as keyof typeof calls];
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return false;
  const keys = Object.keys(input);
  if (!('shape' in schema)) return false;
  const shape = schema.shape as Record<
    string,
    { safeParse: (value: unknown) => { success: boolean } }
  >;
  // Each field by itself: one that is unknown or wrong must not pass, nor may one that is needed be missing.
  return (
    keys.every(
      (key) =>
        Object.hasOwn(shape, key) &&
        shape[key]?.safeParse((input as Record<string, unknown>)[key]).success,
    ) &&
    Object.entries(shape).every(
      ([key, field]) => keys.includes(key) || field.safeParse(undefined).success,
    )
  );
}

function isRefusal(answer: Answer): boolean {
  return 'error' in answer && answer.error.code === 'bad-input';
}

describe.each(Object.keys(calls))('%s', (name) => {
  test(`${payloads} payloads: what is wrong is refused, nothing breaks`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(anything, almost), async (input) => {
        if (mayPass(name, input)) return;
        const answer = await router.answer({ id: 7, call: name, input });
        expect(answer.id).toBe(7);
        expect(isRefusal(answer), JSON.stringify(answer)).toBe(true);
      }),
      { numRuns: payloads },
    );
  });
});

test('1,000 messages that are no requests, and calls that there are not', async () => {
  await fc.assert(
    fc.asyncProperty(anything, fc.string(), async (message, name) => {
      expect(isRefusal(await router.answer(message))).toBe(true);
      expect(isRefusal(await router.answer({ id: 1, call: name, input: {} }))).toBe(true);
    }),
    { numRuns: payloads },
  );
});

test('an error of ours crosses as a plain sentence, its stack goes to the log', async () => {
  const broken = new Router(
    new Proxy(studio, {
      get(target, key) {
        if (key === 'recent') throw new TypeError('secret /path of ours');
        return Reflect.get(target, key) as unknown;
      },
    }),
  );
  const answer = await broken.answer({ id: 1, call: 'projects.list', input: {} });
  expect(answer).toEqual({
    id: 1,
    error: {
      code: 'internal',
      message: 'Something went wrong inside Pretext Studio.',
      remedy: 'Try again. What was saved is safe; the log says more.',
      path: null,
    },
  });
  expect(log.splice(0).join()).toContain('secret /path of ours');
});
