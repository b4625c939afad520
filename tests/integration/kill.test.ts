import { expect, test } from 'vitest';
import { killLoop } from '../support/kill-loop.ts';

test('a training process killed at random moments: the run goes on and finishes, nothing is lost', async () => {
  const report = await killLoop(3, 11);
  expect(report.kills).toBe(3);
}, 600_000);
