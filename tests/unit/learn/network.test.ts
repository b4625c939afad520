import { expect, test } from 'vitest';
import { type Tensor, tf } from '../../../main/learn/engine/tensorflow.ts';
import type { EncoderDefinition } from '../../../main/learn/models/encoder.ts';
import { GraphBuilder, graphInput } from '../../../main/learn/models/graph.ts';
import { Network } from '../../../main/learn/models/network.ts';
import { encoders, encodersOf } from '../../../main/learn/models/registry.ts';
import { canTurn } from '../../../main/learn/models/turned.ts';
import { expectClose, tensorOf } from '../../support/close.ts';
import { reference } from '../../support/reference.ts';

const three = { kernel: 3, bias: false } as const;

for (const r of reference.convolutions) {
  /** As `make.py` builds it; `flat` adds the map itself as numbers, which a turned image would change. */
  const build = (flat: boolean): Network => {
    const graph = new GraphBuilder([r.side, r.side, 2]);
    const wide = graph.add('conv2d', 'wide', [graphInput], { ...three, filters: 3, stride: 2 });
    const short = graph.add('conv2d', 'short', [graphInput], {
      filters: 3,
      kernel: 1,
      stride: 2,
      bias: false,
    });
    const sum = graph.add('add', 'sum', [wide, short], {});
    const last = graph.add('conv2d', 'last', [sum], { ...three, filters: 2, stride: 1 });
    if (flat) graph.add('flatten', 'flat', [last], {});
    const network = new Network('n', graph.build(), 1);
    for (const [name, kernel] of Object.entries(r.kernels)) {
      network.parameter(`n/${name}/kernel`).assign(tensorOf(kernel) as never);
    }
    return network;
  };

  test.each([
    ['turned', false],
    ['upright', true],
  ])(`convolutions of ${r.side} rows, %s, equal PyTorch's: output and gradients`, (_, flat) => {
    const network = build(flat);
    expect(canTurn(network.graph)).toBe(!flat);
    const run = (x: Tensor): Tensor => network.apply(x, true, ['last'])[0] as Tensor;
    expectClose(run(tensorOf(r.x)), r.y, 1e-4);
    const loss = (x: Tensor): Tensor => run(x).mul(tensorOf(r.weights)).sum();
    const dx = tf.grad(loss as never)(tensorOf(r.x) as never) as unknown as Tensor;
    expectClose(dx, r.dx, 1e-4);
    const { grads } = tf.variableGrads(() => loss(tensorOf(r.x)) as never);
    for (const { name, variable } of network.parameters) {
      const gradient = grads[variable.name] as unknown as Tensor;
      expectClose(gradient, r.gradients[name.split('/')[1] ?? ''], 1e-3);
    }
    network.dispose();
  });
}

test('all convolutional encoders see images turned by 180°, the faster way', () => {
  const definitions: EncoderDefinition[] = encodersOf('images').map((name) => encoders[name]);
  for (const { build, seesPatches, learnsWords } of definitions) {
    expect(canTurn(build([28, 28, 1]).graph)).toBe(seesPatches !== true && learnsWords !== true);
  }
});
