import { referenceStep } from '../../learn/benchmark/reference-step.ts';
import { giveWay, type Job } from '../job-context.ts';

const warmUpSteps = 3;

/** How fast this machine trains: the reference step, for some seconds. */
export const measure: Job<'measure'> = async ({ seconds }, context) => {
  const step = referenceStep();
  try {
    for (let i = 0; i < warmUpSteps; i++) step.run();
    const begun = performance.now();
    let steps = 0;
    while (performance.now() - begun < seconds * 1000) {
      step.run();
      steps += 1;
      await giveWay(context);
    }
    const elapsed = (performance.now() - begun) / 1000;
    return {
      path: step.path,
      imagesPerSecond: (steps * step.batchSize) / elapsed,
      oneDnn: process.env['TF_ENABLE_ONEDNN_OPTS'] === '1',
      threads: Number(process.env['TF_NUM_INTRAOP_THREADS']),
      parallelOperations: Number(process.env['TF_NUM_INTEROP_THREADS']),
    };
  } finally {
    step.dispose();
  }
};
