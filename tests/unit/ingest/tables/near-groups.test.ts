import { expect, test } from 'vitest';
import { NearGroups } from '../../../../main/ingest/tables/near-groups.ts';

test('rows of one key are a group; one row alone and rows without a key are none', () => {
  const near = new NearGroups();
  for (const [key, sample] of [
    ['x', 'a'],
    ['y', 'b'],
    [null, 'c'],
    [null, 'd'],
    ['z', 'e'],
    ['y', 'f'],
    ['x', 'g'],
    ['y', 'h'],
  ] as const) {
    near.add(key, sample);
  }
  expect(near.groups).toEqual([
    ['b', 'f', 'h'],
    ['a', 'g'],
  ]);
});

test('half a million rows of one key are grouped as they come, nothing of them copied', () => {
  const near = new NearGroups();
  near.add('key', 'row 0');
  near.add('key', 'row 1');
  const [group] = near.groups;
  // Copied for each row, that were a hundred thousand million steps.
  for (let i = 2; i < 500_000; i++) near.add('key', `row ${i}`);
  expect(near.groups).toHaveLength(1);
  expect(near.groups[0]).toBe(group);
  expect(group).toHaveLength(500_000);
});
