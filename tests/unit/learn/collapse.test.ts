import { beforeAll, expect, test } from 'vitest';
import type { SampleSource } from '../../../main/learn/data/sample-source.ts';
import { barlowTwins } from '../../../main/learn/pretext/barlow-twins.ts';
import { byol, makeByol } from '../../../main/learn/pretext/byol.ts';
import { dino } from '../../../main/learn/pretext/dino.ts';
import type { PretextTask } from '../../../main/learn/pretext/pretext-task.ts';
import { simclr } from '../../../main/learn/pretext/simclr.ts';
import { makeSimsiam, simsiam } from '../../../main/learn/pretext/simsiam.ts';
import { makeVicreg, vicreg } from '../../../main/learn/pretext/vicreg.ts';
import { pretrainConfig } from '../../../main/learn/pretrain/config.ts';
import { pretrain } from '../../../main/learn/pretrain/pretrain.ts';
import { temporaryFolder } from '../../fixtures/ingest/temporary-folder.ts';
import { sampleImages } from '../../support/sample-images.ts';

let source: SampleSource;
beforeAll(async () => {
  source = await sampleImages(600, 14);
});

/** The first steps of a long run: what was said at which step. */
async function verdicts(task: PretextTask, lastStep: number): Promise<Map<number, string>> {
  const dir = temporaryFolder();
  const said = new Map<number, string>();
  let step = 0;
  await pretrain({
    // The method's name only picks defaults here, which those of two views share.
    config: pretrainConfig('simclr', {
      ...task.defaults,
      batchSize: 32,
      seed: 1,
      warmup: 0,
      budget: { kind: 'steps', steps: 20_000 },
    }),
    task,
    source,
    known: null,
    checkpointFile: (at) => `${dir}/${at}.safetensors`,
    hooks: {
      onHealth: (report) => said.set(report.step, report.verdict.state),
      between: () => Promise.resolve(step++ < lastStep ? 'continue' : 'stop'),
    },
  });
  return said;
}

/** Batch normalization at its projector's end holds SimSiam's collapse off: with its own rate it takes longer than this. */
const fast = { ...simsiam.defaults, learningRate: 2e-2 };
const bareSimsiam = { ...makeSimsiam({ stopsGradient: false, predicts: false }), defaults: fast };

test.each<[string, PretextTask]>([
  ['SimSiam without stop-gradient and predictor', bareSimsiam],
  ['VICReg without its variance term', makeVicreg({ variance: 0 })],
  ['BYOL without predictor and average', makeByol({ predicts: false, momentum: 0 })],
])(
  '%s has collapsed within 200 steps, and the verdict says so',
  async (_, task) => {
    const said = await verdicts(task, 200);
    expect([...said.keys()]).toEqual([50, 100, 200]);
    expect(said.get(200)).toBe('collapsed');
  },
  120_000,
);

test.each<[string, PretextTask]>(
  Object.entries({ simclr, vicreg, barlowTwins, simsiam, byol, dino }),
)(
  '%s as it is has not',
  async (_, task) => {
    const said = await verdicts(task, 100);
    expect([...said.keys()]).toEqual([50, 100]);
    expect([...said.values()]).not.toContain('collapsed');
  },
  120_000,
);
