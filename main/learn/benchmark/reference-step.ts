import { seededUniform } from '../data/seeded.ts';
import { type CompiledStep, inputOf } from '../engine/compile-step.ts';
import { tf } from '../engine/tensorflow.ts';
import { ntXent } from '../losses/nt-xent.ts';
import { GraphBuilder, graphInput, shapeOf } from '../models/graph.ts';
import { Network } from '../models/network.ts';
import { type EncoderName, encoders } from '../models/registry.ts';
import { Trainer } from '../optimizers/trainer.ts';

/** Side and channels of the images. */
const side = 32;
const channels = 3;
const bytes = side * side * channels;

/** A training step of fixed size, to tell how fast this machine and this engine are. */
export interface ReferenceStep {
  readonly path: CompiledStep['path'];
  readonly batchSize: number;
  /** One step. @returns the loss */
  run(): number;
  dispose(): void;
}

/**
 * The reference step: an encoder, a linear layer of 128, NT-Xent of the first half of the batch against the second,
 * Adam; on random images of 32 × 32 × 3. With `small-conv` and 256 images it is the step that
 * docs/benchmarks.md compares engines by.
 */
export function referenceStep(
  encoder: EncoderName = 'small-conv',
  batchSize = 256,
  eager = false,
): ReferenceStep {
  const { graph } = encoders[encoder].build([side, side, channels]);
  const network = new Network('encoder', graph, 1);
  const head = new GraphBuilder(shapeOf(graph, graph.output));
  head.add('dense', 'linear', [graphInput], { units: 128, bias: false });
  const projector = new Network('projector', head.build(), 1);
  const networks = [network, projector];
  const trainer = new Trainer(networks, 'adam', 0);
  const compiled = trainer.compile(
    ({ inputs }) => {
      const z = projector.apply(network.apply(inputOf(inputs, 'images'), true), true);
      const [first, second] = tf.split(z, 2, 0);
      return { loss: ntXent(first as never, second as never, 0.5), metrics: {} };
    },
    { inputs: { images: { dtype: 'float32', shape: [batchSize, side, side, channels] } }, eager },
  );
  const uniform = seededUniform(1);
  const images = Float32Array.from({ length: batchSize * bytes }, uniform);
  let step = 0;
  return {
    path: compiled.path,
    batchSize,
    run() {
      // A copy: what was fed belongs to TensorFlow.
      const result = compiled.run({ images: images.slice() }, { learningRate: 1e-3, step });
      step += 1;
      return result?.loss ?? Number.NaN;
    },
    dispose() {
      compiled.dispose();
      trainer.dispose();
      for (const each of networks) each.dispose();
    },
  };
}
