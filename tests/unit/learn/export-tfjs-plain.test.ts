import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { addTrees, setTrees } from '../../../main/learn/boosted-trees/as-layer.ts';
import { plainBoosting, trainClassifier } from '../../../main/learn/boosted-trees/train.ts';
import { readSamples } from '../../../main/learn/data/sample-source.ts';
import { seededUniform } from '../../../main/learn/data/seeded.ts';
import { exporters } from '../../../main/learn/export/registry.ts';
import { exportVerified } from '../../../main/learn/export/verify.ts';
import { ImageClassifier } from '../../../main/learn/finetune/classifier.ts';
import { GraphBuilder, graphInput } from '../../../main/learn/models/graph.ts';
import { Network } from '../../../main/learn/models/network.ts';
import { type EncoderName, encoders, encodersOf } from '../../../main/learn/models/registry.ts';
import { packedLayout } from '../../../shared/sample-spec.ts';
import { codesModel } from '../../support/codes-model.ts';
import { squares } from '../../support/image-source.ts';
import { barImages } from '../../support/images.ts';
import { rowsInMemory } from '../../support/table-source.ts';

/* GraphModels in plain JavaScript, as a web page has it, beside the native engine that verified them. */

const entry = path.join(import.meta.dirname, '../../fixtures/tfjs/stranger-entry.ts');
const answerSchema = z.object({
  backend: z.literal('cpu'),
  /** Tensors that a prediction leaves behind. */
  left: z.literal(0),
  probabilities: z.array(z.array(z.number())),
});

/** An encoder's classifier with a layer behind it that a LayersModel has not. */
function behind(encoder: EncoderName, side: number): Parameters<typeof exportVerified>[0] {
  const inputShape = [side, side, 1] as const;
  const classes = ['upright', 'lying', 'neither'];
  const { stages } = new ImageClassifier(encoders[encoder].build(inputShape), classes.length, 1);
  const graph = new GraphBuilder([classes.length]);
  const unit = graph.add('unitLength', 'unit', [graphInput], { length: 3 });
  graph.add('dense', 'logits', [unit], { units: classes.length, bias: true });
  const network = new Network('unit', graph.build(), 3);
  return { stages: [...stages, { network, output: 'logits' }], spec: squares(side), classes };
}

/** Boosted trees of three classes, on whole numbers that fit a byte. */
async function treesModel(): Promise<ReturnType<typeof codesModel>> {
  const [rows, columns] = [60, 4];
  const uniform = seededUniform(1);
  const values = Float32Array.from({ length: rows * columns }, () => Math.floor(256 * uniform()));
  const labels = Int32Array.from({ length: rows }, (_, row) =>
    Math.floor((values[row * columns] ?? 0) / 86),
  );
  const settings = { ...plainBoosting, rounds: 10, leastRows: 2 };
  const trees = await trainClassifier({ rows, columns, values }, labels, 3, settings);
  const builder = new GraphBuilder([columns]);
  const output = addTrees(builder, graphInput, trees);
  const network = new Network('trees', builder.build(), 0);
  setTrees(network, trees);
  const images = rowsInMemory(values, new Array<number>(columns).fill(1));
  return {
    model: { stages: [{ network, output }], spec: images.spec, classes: ['a', 'b', 'c'] },
    images,
  };
}

const cases = {
  'boosted trees': treesModel,
  'patch codes of 28 pixels': () => codesModel(28, 1),
  'patch codes of 70 pixels in colour': () => codesModel(70, 3),
  ...Object.fromEntries(
    encodersOf('images').map((name) => [
      name,
      () => ({ model: behind(name, 30), images: barImages(4, 30).source }),
    ]),
  ),
};

test.each(Object.entries(cases))('%s', async (_, make) => {
  const { model, images } = await make();
  const folder = mkdtempSync(path.join(tmpdir(), 'pretext-test-'));
  const file = path.join(folder, exporters.tfjs.fileName);
  await exportVerified(model, 'tfjs', file, images);
  const native = await exporters.tfjs.load(file, model.spec);
  try {
    for (const count of [1, 3]) {
      const pixels = readSamples(
        images,
        Int32Array.from({ length: count }, (__, i) => i),
      );
      const expected = await native.predict(pixels, count);
      const bytes = path.join(folder, 'pixels');
      writeFileSync(bytes, Uint8Array.from(pixels));
      const shape = JSON.stringify([count, ...packedLayout(model.spec).shape]);
      const { stdout } = await promisify(execFile)(process.execPath, [entry, folder, bytes, shape]);
      const { probabilities } = answerSchema.parse(JSON.parse(stdout));
      expect(probabilities.map((row) => row.length)).toEqual(Array(count).fill(3));
      const differences = probabilities
        .flat()
        .map((p, i) => Math.abs(p - (expected.values[i] ?? 2)));
      expect(Math.max(...differences)).toBeLessThan(1e-5);
    }
  } finally {
    await native.dispose();
  }
});
