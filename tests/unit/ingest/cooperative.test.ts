import { expect, it } from 'vitest';
import { compareText, sortCooperatively } from '../../../main/ingest/cooperative.ts';

it('sorts as Array.sort does, whatever the length', async () => {
  const random = Array.from({ length: 20_000 }, (_, index) => String((index * 7919) % 10_007));
  for (const length of [0, 1, 2, 4096, 4097, 9000]) {
    const items = random.slice(0, length);
    expect(await sortCooperatively(items, compareText)).toEqual([...items].sort());
  }
});
