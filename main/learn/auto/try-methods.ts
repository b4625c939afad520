import type { SampleSource } from '../data/sample-source.ts';
import type { PretrainConfig } from '../pretrain/config.ts';
import type { KnownLabels } from '../pretrain/health.ts';
import type { PretrainHooks, StepReport } from '../pretrain/pretrain.ts';
import { type Choice, chooseMethod } from './choose.ts';
import { judgedOf, probedOf } from './judge.ts';
import { runTrial, type Trial } from './trial.ts';

export interface TrialsRequest {
  source: SampleSource;
  known: KnownLabels | null;
  /** One for each candidate, with the budget of its trial. */
  configs: readonly PretrainConfig[];
  /** Trials of them that were done before; they are not done again. */
  done?: readonly Trial[];
  hooks?: {
    /** A step of a trial. @param index of its config */
    onStep?: (index: number, report: StepReport) => void;
    onTrial?: (trial: Trial) => void;
    between?: PretrainHooks['between'];
  };
}

export interface TrialsOutcome {
  /** In the order of the configs. */
  trials: Trial[];
  choice: Choice;
}

/**
 * Trains each candidate for a short time and chooses one (see `chooseMethod`).
 * @returns null when it was asked to stop; trials that were done have been told
 * @throws {PretextError} as `pretrain`, but for training that breaks down
 */
export async function tryMethods(request: TrialsRequest): Promise<TrialsOutcome | null> {
  const { source, known, configs, done = [], hooks = {} } = request;
  const trials: Trial[] = [];
  for (const [index, config] of configs.entries()) {
    const before = done.find(({ method }) => method === config.method);
    const trial = before ?? (await trialOf(index, config));
    if (trial === null) return null;
    trials.push(trial);
  }
  return { trials, choice: chooseMethod(trials, probedOf(known), judgedOf(source)) };

  async function trialOf(index: number, config: PretrainConfig): Promise<Trial | null> {
    const { between, onStep } = hooks;
    const trial = await runTrial({
      config,
      source,
      known,
      hooks: {
        ...(between === undefined ? {} : { between }),
        onStep: (report) => onStep?.(index, report),
      },
    });
    if (trial !== null) hooks.onTrial?.(trial);
    return trial;
  }
}
