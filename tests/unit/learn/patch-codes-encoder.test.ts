import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { compareClassifiers } from '../../../main/learn/finetune/compare.ts';
import { pretrainConfig } from '../../../main/learn/pretrain/config.ts';
import { pretrain } from '../../../main/learn/pretrain/pretrain.ts';
import { barImages } from '../../support/images.ts';

test('every kind of classifier can be made of an encoder of words for patches', async () => {
  const { source, labels } = barImages(120, 16);
  const dir = mkdtempSync(path.join(tmpdir(), 'pretext-test-'));
  const weights = path.join(dir, 'encoder.safetensors');
  const config = pretrainConfig('patch-codes', { budget: { kind: 'steps', steps: 5 } });
  expect(config).toMatchObject({ encoder: 'patch-codes' });
  await pretrain({
    config,
    source,
    known: null,
    checkpointFile: () => path.join(dir, 'checkpoint.safetensors'),
    encoderFile: weights,
  });
  const labelled = Int32Array.from({ length: 12 }, (_, i) => i);
  const { scores } = await compareClassifiers({
    encoder: config.encoder,
    weights,
    pool: source,
    labelled,
    labels: labelled.map((i) => labels[i] ?? 0),
    classes: 2,
    kinds: ['scratch', 'nearest', 'linear_probe', 'propagation', 'combined', 'fine_tuned'],
    test: { source, labels },
    seed: 1,
  });
  // Twelve labels of two classes: chance is 0.5 ± 0.05.
  for (const kind of ['linear_probe', 'fine_tuned', 'propagation', 'combined'] as const) {
    expect(scores?.[kind]?.accuracy, kind).toBeGreaterThan(0.7);
  }
  // From random words, which move: it need only come to an end.
  expect(scores?.scratch?.accuracy).toBeGreaterThan(0);
});
