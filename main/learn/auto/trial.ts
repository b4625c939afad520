import { rmSync } from 'node:fs';
import path from 'node:path';
import { PretextError } from '../../../shared/errors.ts';
import { scratchFolder } from '../../files/scratch-folder.ts';
import type { SampleSource } from '../data/sample-source.ts';
import type { Method } from '../pretext/method.ts';
import type { PretrainConfig } from '../pretrain/config.ts';
import type { KnownLabels } from '../pretrain/health.ts';
import { type PretrainHooks, pretrain } from '../pretrain/pretrain.ts';
import { readEncoder } from '../pretrain/read-encoder.ts';
import type { Verdict } from '../pretrain/verdict.ts';
import { judgeEncoder, type TrialMeasures } from './judge.ts';

/** What a short pretraining by one method came to. */
export interface Trial {
  method: Method;
  steps: number;
  /** Of training, without what came before its first step. */
  seconds: number;
  /** `broken`: the loss was no longer a number. */
  state: Verdict['state'] | 'broken';
  /** Null for one that has broken down. */
  measures: TrialMeasures | null;
}

export interface TrialRequest {
  /** With the budget of the trial. */
  config: PretrainConfig;
  source: SampleSource;
  known: KnownLabels | null;
  hooks?: Pick<PretrainHooks, 'onStep' | 'between'>;
}

/** At half of the trial and at its end: a verdict needs two. */
const measurements = { regular: 2, early: [] };

/**
 * Trains one candidate and judges it. Nothing of it is kept.
 * @returns null when it was asked to stop
 * @throws {PretextError} as `pretrain`, but for training that breaks down
 */
export async function runTrial({
  config,
  source,
  known,
  hooks,
}: TrialRequest): Promise<Trial | null> {
  const dir = scratchFolder('pretext-trial');
  const encoderFile = path.join(dir, 'encoder.safetensors');
  const seen = { steps: 0, seconds: 0 };
  try {
    const { status, steps, seconds, verdict } = await pretrain({
      config,
      source,
      // The probe is the judge's.
      known: null,
      checkpointFile: () => path.join(dir, 'checkpoint.safetensors'),
      encoderFile,
      checkpointSeconds: Number.POSITIVE_INFINITY,
      measurements,
      clockFrom: 'first-step',
      hooks: {
        ...hooks,
        onStep(report) {
          seen.steps = report.step;
          seen.seconds = report.seconds;
          hooks?.onStep?.(report);
        },
      },
    });
    if (status === 'stopped') return null;
    const encoder = readEncoder(encoderFile, config.encoder, source.spec);
    try {
      const measures = await judgeEncoder(encoder, source, known, config.seed);
      return { method: config.method, steps, seconds, state: verdict.state, measures };
    } finally {
      encoder.dispose();
    }
  } catch (error) {
    if (!(error instanceof PretextError) || error.code !== 'training-failed') throw error;
    return { method: config.method, ...seen, state: 'broken', measures: null };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
