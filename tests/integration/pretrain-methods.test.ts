import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { PretextTask } from '../../main/learn/pretext/pretext-task.ts';
import { pretextTaskNames, pretextTasks } from '../../main/learn/pretext/registry.ts';
import { pretext } from '../support/cli.ts';
import { blotches } from '../support/images.ts';

/** Every task for pictures, and the options of fine-tuning, in the terminal: on a handful of tiny pictures. */

const count = 12;
const dir = mkdtempSync(path.join(tmpdir(), 'pretext-test-'));
const project = path.join(dir, 'handful.pretext');

const trainedSchema = z.object({
  run: z.int(),
  config: z.object({ method: z.string(), encoder: z.string() }),
  steps: z.int(),
  lossFirst: z.number(),
  lossLast: z.number(),
  verdict: z.object({
    state: z.enum(['starting', 'learning', 'stalled', 'overfitting', 'collapsed']),
    sentence: z.string().min(1),
    advice: z.string(),
  }),
});

beforeAll(async () => {
  const pictures = path.join(dir, 'pictures');
  mkdirSync(pictures);
  const { bytes, spec } = blotches(count, 3, 16);
  if (spec.kind !== 'images') throw new RangeError('no pictures');
  const size = bytes.length / count;
  for (let i = 0; i < count; i++) {
    const { height, width, channels } = spec;
    await sharp(bytes.subarray(i * size, (i + 1) * size), { raw: { height, width, channels } })
      .png()
      .toFile(path.join(pictures, `${i}.png`));
  }
  const table = path.join(dir, 'labels.csv');
  const lines = Array.from({ length: 8 }, (_, i) => `${i}.png,${i < 4 ? 'early' : 'late'}`);
  writeFileSync(table, ['path,label', ...lines].join('\n'));
  for (const args of [
    ['project', 'create', project],
    ['import', project, pictures, '--size', '16'],
    ['label', project, '--csv', table],
  ]) {
    const answer = await pretext(args);
    expect(answer.code, answer.stderr).toBe(0);
  }
}, 300_000);

const ofPictures = pretextTaskNames.filter((name) => {
  const { kinds }: PretextTask = pretextTasks[name];
  return kinds.includes('images');
});

// Each with its own encoder: with every other one they are tried in `pretext-encoders.test.ts`.
test.each(ofPictures)('pretrain --method %s comes to an end with a verdict', async (method) => {
  const args = ['pretrain', project, '--method', method, '--steps', '3'];
  const answer = await pretext([...args, '--json']);
  expect(answer.code, answer.stderr).toBe(0);
  const { config, steps, lossFirst, lossLast } = trainedSchema.parse(answer.json);
  expect(config.method).toBe(method);
  expect(steps).toBe(3);
  expect([lossFirst, lossLast].every(Number.isFinite)).toBe(true);
});

test('a run that has collapsed is said to have, with what to do, as the last line', async () => {
  // Weights decay to nothing at each step: all pictures come out alike.
  const decay = ['--learning-rate', '0.001', '--weight-decay', '1000'];
  const answer = await pretext(['pretrain', project, '--steps', '30', ...decay]);
  expect(answer.code, answer.stderr).toBe(0);
  expect(answer.stdout.trim().split('\n').at(-1)).toMatch(
    /collapsed.*Lower the learning rate, use larger batches, or choose another pretext task\.$/,
  );
});

describe('fine-tuning', () => {
  const tunedSchema = z.object({
    run: z.int(),
    calibration: z.record(z.string(), z.object({ error: z.number() })),
  });
  let parent = '';
  let plain: z.infer<typeof tunedSchema>;

  const tuned = async (...flags: string[]) => {
    const answer = await pretext(['finetune', project, '--run', parent, ...flags, '--json']);
    expect(answer.code, answer.stderr).toBe(0);
    return tunedSchema.parse(answer.json);
  };

  beforeAll(async () => {
    const args = ['pretrain', project, '--method', 'simclr', '--steps', '20', '--json'];
    parent = String(trainedSchema.parse((await pretext(args)).json).run);
    plain = await tuned();
  }, 600_000);

  // All at once: one by one they are tried on the recipe itself (`regularization.test.ts`), and each would take as long again.
  test('its options reach the fine-tuned network, and no other kind', async () => {
    const names = ['mixup', 'averaging', 'consistency'];
    const { run, calibration } = await tuned(...names.map((name) => `--${name}`));
    const { fine_tuned: before, ...others } = plain.calibration;
    const { fine_tuned: after, ...same } = calibration;
    expect(before).toBeDefined();
    expect(after).toBeDefined();
    expect(after?.error).not.toBe(before?.error);
    expect(same['linear_probe']).toEqual(others['linear_probe']);
    expect(same['scratch']).toEqual(others['scratch']);
    const shown = await pretext(['runs', 'show', project, String(run), '--json']);
    for (const name of names) expect(JSON.stringify(shown.json)).toContain(`"${name}":true`);
  }, 600_000);
});
