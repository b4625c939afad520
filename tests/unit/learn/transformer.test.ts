import { expect, test } from 'vitest';
import { type Tensor, tf } from '../../../main/learn/engine/tensorflow.ts';
import { GraphBuilder, graphInput } from '../../../main/learn/models/graph.ts';
import { patchEmbedding } from '../../../main/learn/models/layers/patch-embedding.ts';
import { positionCodes } from '../../../main/learn/models/layers/positions.ts';
import { Network } from '../../../main/learn/models/network.ts';
import { encoders } from '../../../main/learn/models/registry.ts';
import { transformerBlock } from '../../../main/learn/models/transformer-block.ts';
import {
  ascending,
  fromPatches,
  takeRows,
  toPatches,
} from '../../../main/learn/pretext/patches.ts';
import { expectClose, tensorOf } from '../../support/close.ts';
import { reference } from '../../support/reference.ts';

/** Our names of PyTorch's weights. */
const namesOf = (module: string): [weight: string, bias: string] => {
  if (module.startsWith('norm')) return [`b/b_${module}/gamma`, `b/b_${module}/beta`];
  if (module === 'wide' || module === 'back') return [`b/b_${module}/kernel`, `b/b_${module}/bias`];
  return [`b/b_attention/${module}_kernel`, `b/b_attention/${module}_bias`];
};

test("attention, layer normalization and GELU in a block equal PyTorch's: output and all gradients", () => {
  const r = reference.transformer_block;
  const graph = new GraphBuilder([5, r.features]);
  transformerBlock(graph, 'b', graphInput, r);
  const network = new Network('b', graph.build(), 1);
  for (const [module, { weight, bias }] of Object.entries(r.parameters)) {
    const [first, second] = namesOf(module);
    network.parameter(first).assign(tensorOf(weight) as never);
    network.parameter(second).assign(tensorOf(bias) as never);
  }
  const run = (x: Tensor): Tensor => network.apply(x, true);
  expectClose(run(tensorOf(r.x)), r.y, 1e-4);
  const loss = (x: Tensor): Tensor => run(x).mul(tensorOf(r.weights)).sum();
  const dx = tf.grad(loss as never)(tensorOf(r.x) as never) as unknown as Tensor;
  expectClose(dx, r.dx, 1e-4);
  const { grads } = tf.variableGrads(() => loss(tensorOf(r.x)) as never);
  const gradientOf = (name: string): Tensor =>
    grads[network.parameter(name).name] as unknown as Tensor;
  for (const [module, { weight, bias }] of Object.entries(r.gradients)) {
    const [first, second] = namesOf(module);
    expectClose(gradientOf(first), weight, 1e-4);
    expectClose(gradientOf(second), bias, 1e-4);
  }
  network.dispose();
});

test('a patch embedding is a linear map of each patch, row by row, zeros beyond the edge', () => {
  const images = tf.randomNormal([2, 5, 7, 3], 0, 1, 'float32', 3) as Tensor;
  const kernel = tf.randomNormal([2, 2, 3, 6], 0, 1, 'float32', 4) as Tensor;
  const bias = tf.randomNormal([6], 0, 1, 'float32', 5) as Tensor;
  const config = { patch: 2, features: 6 };
  const embedded = patchEmbedding.apply(config, [images], {
    training: true,
    turned: false,
    parameter: (name) => (name === 'kernel' ? kernel : bias) as never,
  });
  const patches = toPatches(images, 2);
  expect(patches.shape).toEqual([2, 12, 12]);
  const rows = patches.reshape([24, 12]);
  const wanted = tf.matMul(rows as never, kernel.reshape([12, 6]) as never).add(bias);
  expect(embedded.shape).toEqual([2, 12, 6]);
  expectClose(embedded, Array.from(wanted.dataSync()), 1e-4);
  expectClose(fromPatches(patches, 2, [5, 7, 3]), Array.from(images.dataSync()), 1e-9);
});

test('positions are the sines and cosines of column and row, all different', () => {
  const codes = positionCodes({ rows: 2, columns: 3 }, 8);
  // Token 5 is in column 2 of row 1; waves of 1 and 1/100 (10,000 ** (1/2)).
  const [c, r] = [2, 1];
  const wanted = [c, c / 100, r, r / 100];
  const sines = wanted.map(Math.sin);
  const cosines = wanted.map(Math.cos);
  expectClose(
    codes.subarray(40, 48),
    [sines[0], sines[1], cosines[0], cosines[1], sines[2], sines[3], cosines[2], cosines[3]],
    1e-6,
  );
});

test('an encoder of patches sees a part of the tokens as if the others were not there', () => {
  const { graph, tokens } = encoders['vit-tiny'].build([12, 12, 1]);
  if (tokens === undefined) throw new Error('no tokens');
  const network = new Network('encoder', graph, 1);
  tf.tidy(() => {
    const images = tf.randomNormal([2, 12, 12, 1], 0, 1, 'float32', 1) as Tensor;
    const [placed] = network.apply(images, false, [tokens.placed]) as [Tensor];
    const order = ascending(tf.randomUniform([2, tokens.count], 0, 1, 'float32', 2) as Tensor);
    const shuffled = takeRows(placed, order);
    const [all] = network.apply(images, false, [tokens.last]) as [Tensor];
    // Attention knows no order: shuffled in, shuffled out.
    const out = network.applyAfter(tokens.placed, shuffled, false, tokens.last);
    expectClose(out, Array.from(takeRows(all, order).dataSync()), 1e-4);
    const few = shuffled.slice([0, 0, 0], [2, 9, -1]) as Tensor;
    expect(network.applyAfter(tokens.placed, few, false, tokens.last).shape).toEqual([2, 9, 128]);
  });
  network.dispose();
});

test('rows are taken image by image, with the gradient', () => {
  const rows = tensorOf([
    [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
    [
      [7, 8],
      [9, 10],
      [11, 12],
    ],
  ]);
  const indices = tf.tensor2d([2, 0, 1, 1], [2, 2], 'int32') as unknown as Tensor;
  expectClose(takeRows(rows, indices), [5, 6, 1, 2, 9, 10, 9, 10], 1e-9);
  const gradient = tf.grad(((x: Tensor) => takeRows(x, indices).sum()) as never)(rows as never);
  expectClose(gradient as unknown as Tensor, [1, 1, 0, 0, 1, 1, 0, 0, 2, 2, 0, 0], 1e-9);
  expectClose(ascending(tensorOf([[3, 1, 2]])), [1, 2, 0], 0.5);
});
