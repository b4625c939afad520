import { expect, test } from 'vitest';
import type { Services } from '../../../main/app/services.ts';
import { LiveSearches } from '../../../main/app/studio/live-searches.ts';

/** Processes that are none: they read until they are let, and die when they are told to. */
class Reader {
  static living = 0;
  readonly name: string;
  readonly ended: Promise<void>;
  readonly die: () => void;

  constructor(name: string) {
    this.name = name;
    Reader.living += 1;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ended = promise;
    this.die = () => {
      Reader.living -= 1;
      resolve();
    };
  }

  stop(): Promise<void> {
    this.die();
    return this.ended;
  }
}

const never = { signal: new AbortController().signal } as Services;

function searches(idle?: number): { live: LiveSearches<Reader>; jobs: string[] } {
  const jobs: string[] = [];
  const live = new LiveSearches<Reader>(async (project, work) => {
    jobs.push(project);
    await work(never).catch(() => undefined);
  }, idle);
  return { live, jobs };
}

const source = (project: string, name = '1') => ({
  project,
  name,
  open: async ({ signal }: Services): Promise<Reader> => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    signal.throwIfAborted();
    expect(Reader.living).toBe(0); // one at a time
    return new Reader(`${project}${name}`);
  },
});

test('texts are read once for all who ask; another project or encoder takes the place', async () => {
  const { live, jobs } = searches();
  const [one, same] = await Promise.all([live.searchFor(source('a')), live.searchFor(source('a'))]);
  expect(one).toBe(same);
  expect((await live.searchFor(source('a', '2'))).name).toBe('a2');
  expect((await live.searchFor(source('b'))).name).toBe('b1');
  expect(jobs).toEqual(['a', 'a', 'b']);
  live.forget('a');
  expect(Reader.living).toBe(1);
  await live.close();
  expect(Reader.living).toBe(0);
});

test('what is forgotten while it is read is refused, and read anew', async () => {
  const { live } = searches();
  const asked = live.searchFor(source('a'));
  const refused = expect(asked).rejects.toMatchObject({ code: 'cancelled' });
  live.forget('a');
  await refused;
  expect((await live.searchFor(source('a'))).name).toBe('a1');
  await live.close();
});

test('a failure is told to who asked, a death is not in the way of the next, and rest ends a process', async () => {
  const { live, jobs } = searches(30);
  const broken = { ...source('a'), open: () => Promise.reject(new Error('damaged')) };
  await expect(live.searchFor(broken)).rejects.toThrow('damaged');
  const first = await live.searchFor(source('a'));
  first.die();
  await first.ended;
  await new Promise((resolve) => setTimeout(resolve, 5));
  const second = await live.searchFor(source('a'));
  expect(second).not.toBe(first);
  await second.ended; // by itself, after a rest
  expect(Reader.living).toBe(0);
  expect(jobs).toHaveLength(3);
  await live.close();
});
