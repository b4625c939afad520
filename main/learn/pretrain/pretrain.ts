import { setImmediate as nextTurn } from 'node:timers/promises';
import { PretextError } from '../../../shared/errors.ts';
import { ShuffledBatches } from '../data/batches.ts';
import { type BatchReader, readAhead } from '../data/read-ahead.ts';
import { filesAt, type SampleSource, sampleInput, subset } from '../data/sample-source.ts';
import { mixSeed, permutation } from '../data/seeded.ts';
import { dataKinds } from '../data-kinds/registry.ts';
import { type CompiledStep, inputOf, type StepResult } from '../engine/compile-step.ts';
import { StepRandom } from '../engine/random.ts';
import type { FedValues, InputSpec } from '../engine/trace/inputs.ts';
import { follow } from '../models/moving-average.ts';
import { encoderFor } from '../models/registry.ts';
import { cosineWithWarmup } from '../optimizers/schedule.ts';
import { Trainer } from '../optimizers/trainer.ts';
import { taskOf } from '../pretext/method.ts';
import { checkFiles } from '../pretext/needs.ts';
import type { PretextModel, PretextTask } from '../pretext/pretext-task.ts';
import { readCheckpoint, writeCheckpoint, writeWeights } from './checkpoint.ts';
import type { PretrainConfig } from './config.ts';
import { type Health, HealthProbe, type KnownLabels, measuredOf } from './health.ts';
import { lossWindow } from './loss-window.ts';
import { type Verdict, type VerdictInput, verdictOf } from './verdict.ts';

export interface StepReport {
  /** 1 for the first step. */
  step: number;
  loss: number;
  metrics: Record<string, number>;
  learningRate: number;
  /** Seconds of training so far, over all its parts; pauses are not counted. */
  seconds: number;
  /** Share of the budget that is used, 0…1. */
  progress: number;
  /** Samples a second since the run, or this part of it, began. */
  samplesPerSecond: number;
  secondsLeft: number;
  epoch: number;
}

interface HealthReport {
  step: number;
  health: Health;
  verdict: Verdict;
}

/** What a run tells and asks while it goes on. */
export interface PretrainHooks {
  onStep?: (report: StepReport) => void;
  onHealth?: (report: HealthReport) => void;
  /** Called between steps; wait in it to pause. `stop` saves and ends the run, to be resumed. */
  between?: () => Promise<'continue' | 'stop'>;
  /** Called after each checkpoint that is whole on disk. */
  onCheckpoint?: (file: string, step: number) => void;
}

export interface PretrainRequest {
  config: PretrainConfig;
  /** In place of the registry's task of that name: a variant of it, with other settings. */
  task?: PretextTask;
  source: SampleSource;
  known: KnownLabels | null;
  /** Names the file for a step's checkpoint. */
  checkpointFile: (step: number) => string;
  /** Where the encoder's weights go when the run has finished; nowhere when left out. */
  encoderFile?: string;
  /** A checkpoint to go on from. */
  resumeFrom?: string | undefined;
  /** At most this long between checkpoints. */
  checkpointSeconds?: number;
  hooks?: PretrainHooks;
  /** When health is measured; short runs want it seldom. */
  measurements?: Measurements;
  /** `first-step`: the time to make the graph, which counts in short runs, is not of the budget. From the start when left out. */
  clockFrom?: 'first-step';
  /** Operation by operation in place of one graph: slower, with the same numbers to rounding. */
  eager?: boolean;
}

export interface PretrainResult {
  status: 'finished' | 'stopped';
  steps: number;
  seconds: number;
  samplesPerSecond: number;
  lossFirst: number;
  lossLast: number;
  health: Health;
  verdict: Verdict;
  checkpoint: string;
}

const defaultCheckpointSeconds = 20;

interface Measurements {
  /** At equal shares of the run. */
  regular: number;
  /** And after these steps: a collapse comes at once or not at all, and shall not cost a large part of a long run. */
  early: readonly number[];
}

const defaultMeasurements: Measurements = { regular: 12, early: [50, 100, 200] };

/** What has to survive a restart besides the weights; kept as text in the checkpoint. */
interface Progress {
  step: number;
  seconds: number;
  firstLosses: number[];
  lastLosses: number[];
  history: VerdictInput[];
  /** Regular measurements done; the history holds early ones and those of stops besides. */
  measured: number;
}

/**
 * Pretrains an encoder on unlabelled samples. Writes a checkpoint at least every
 * `checkpointSeconds` and at the end. Between steps it gives way to other work of its process.
 *
 * @throws {PretextError} `corrupt-file` when the checkpoint to resume from does not fit; `bad-usage` for a task that compares files,
 *   when there is one
 */
export async function pretrain(request: PretrainRequest): Promise<PretrainResult> {
  const { config, source, hooks = {} } = request;
  checkFiles(request.task ?? taskOf(config.method), source);
  const split = holdOut(source, config.seed);
  const model = buildModel(request);
  const trainer = new Trainer(model.networks, config.optimizer, config.weightDecay);
  let run: PretrainRun | undefined;
  try {
    run = new PretrainRun(request, model, trainer, split, hooks);
    return await run.toEnd();
  } finally {
    await run?.dispose();
    trainer.dispose();
    for (const network of model.networks) network.dispose();
  }
}

function buildModel({ config, source, task }: PretrainRequest): PretextModel {
  const encoder = encoderFor(config.encoder, source.spec);
  return (task ?? taskOf(config.method)).build({
    encoder,
    spec: source.spec,
    seed: config.seed,
  });
}

/** A small share of the samples that the task's loss is measured on and that is not trained on. */
function holdOut(
  source: SampleSource,
  seed: number,
): { training: SampleSource; heldOut: SampleSource | null } {
  const count = Math.min(512, Math.floor(source.count * 0.05));
  if (count < 16) return { training: source, heldOut: null };
  const order = permutation(source.count, mixSeed(seed, 'held out'));
  return {
    training: subset(source, order.slice(count).sort()),
    heldOut: subset(source, order.slice(0, count).sort()),
  };
}

class PretrainRun {
  readonly #request: PretrainRequest;
  readonly #config: PretrainConfig;
  readonly #model: PretextModel;
  readonly #trainer: Trainer;
  readonly #batches: ShuffledBatches;
  /** Of tasks that compare files: the file of each training sample, when some have one in common. */
  readonly #fileOf: Int32Array | undefined;
  readonly #compiled: CompiledStep;
  readonly #probe: HealthProbe;
  readonly #heldOutSamples: number;
  readonly #reader: BatchReader;
  readonly #hooks: PretrainHooks;
  readonly #measurements: Measurements;
  readonly #progress: Progress;
  /** What ends the run, whichever comes first; infinite where it does not. */
  readonly #mostSteps: number;
  readonly #mostSeconds: number;
  #health: HealthReport | undefined;
  #lossesSinceHealth: number[] = [];
  #lastCheckpoint = { file: '', step: -1, at: 0 };

  constructor(
    request: PretrainRequest,
    model: PretextModel,
    trainer: Trainer,
    split: { training: SampleSource; heldOut: SampleSource | null },
    hooks: PretrainHooks,
  ) {
    this.#request = request;
    this.#config = request.config;
    this.#model = model;
    this.#trainer = trainer;
    this.#hooks = hooks;
    this.#measurements = request.measurements ?? defaultMeasurements;
    const { seed, batchSize } = request.config;
    const { average } = model;
    const { toSamples } = dataKinds[request.source.spec.kind];
    if (request.resumeFrom === undefined) model.prepare?.(split.training);
    const { comparesFiles } = request.task ?? taskOf(request.config.method);
    this.#fileOf = comparesFiles === true ? split.training.fileOf : undefined;
    this.#batches = new ShuffledBatches(split.training.count, batchSize, seed, this.#fileOf);
    const samples = sampleInput(split.training, this.#batches.batchSize);
    const { budget } = request.config;
    // An epoch leaves out what fills no batch, each time other samples: passes are counted by what is seen.
    const stepsAPass = split.training.count / this.#batches.batchSize;
    this.#mostSteps =
      budget.kind === 'steps'
        ? budget.steps
        : Math.max(1, Math.round((budget.passes ?? Infinity) * stepsAPass));
    this.#mostSeconds = budget.kind === 'steps' ? Infinity : budget.minutes * 60;
    const files: InputSpec = { dtype: 'int32', shape: [this.#batches.batchSize] };
    this.#compiled = trainer.compile(
      ({ inputs, step }) =>
        model.loss(
          toSamples(inputOf(inputs, 'samples')),
          new StepRandom(seed, step),
          true,
          inputs['files'],
        ),
      {
        inputs: this.#fileOf === undefined ? { samples } : { samples, files },
        eager: request.eager ?? false,
        afterUpdate:
          average && (({ momentum }) => momentum !== undefined && follow(average, momentum)),
      },
    );
    this.#probe = new HealthProbe(request.source, split.heldOut, request.known, seed);
    this.#heldOutSamples = measuredOf(split.heldOut?.count ?? 0, this.#batches.batchSize);
    this.#progress = this.#restore();
    const { step: firstStep } = this.#progress;
    this.#reader = readAhead(split.training, (step) => this.#batches.at(step), firstStep);
  }

  async toEnd(): Promise<PretrainResult> {
    const state = this.#progress;
    const earlierSeconds = state.seconds;
    const earlierSteps = state.step;
    let begun = performance.now();
    let graphMade = 0;
    const elapsed = (): number => (performance.now() - begun) / 1000;
    this.#lastCheckpoint.at = performance.now();
    let status: PretrainResult['status'] = 'finished';
    while (this.#share() < 1) {
      const waitedFrom = performance.now();
      const order = await this.#hooks.between?.();
      begun += performance.now() - waitedFrom; // a pause costs no budget
      if (order === 'stop') {
        status = 'stopped';
        break;
      }
      const learningRate =
        this.#config.learningRate * cosineWithWarmup(this.#share(), this.#config.warmup);
      const { loss, metrics } = await this.#step(learningRate);
      const steps = state.step - earlierSteps;
      if (this.#request.clockFrom === 'first-step' && steps === 1) begun = performance.now();
      if (steps === 1) graphMade = elapsed();
      state.seconds = earlierSeconds + elapsed();
      this.#remember(loss);
      const samplesPerSecond = (steps * this.#batches.batchSize) / Math.max(elapsed(), 1e-6);
      // Making the graph, seconds, says nothing of the steps to come.
      const pace =
        steps === 1
          ? samplesPerSecond
          : ((steps - 1) * this.#batches.batchSize) / Math.max(elapsed() - graphMade, 1e-6);
      this.#hooks.onStep?.({
        step: state.step,
        loss,
        metrics,
        learningRate,
        seconds: state.seconds,
        progress: this.#share(),
        samplesPerSecond,
        secondsLeft: this.#secondsLeft(pace),
        epoch: state.step / this.#batches.stepsPerEpoch,
      });
      const due = this.#healthIsDue();
      if (due) state.measured += 1;
      if (due || this.#measurements.early.includes(state.step)) await this.#measure(!due);
      const limit = this.#request.checkpointSeconds ?? defaultCheckpointSeconds;
      if (performance.now() - this.#lastCheckpoint.at >= limit * 1000) this.#checkpoint();
      await nextTurn();
    }
    const measured =
      this.#health?.step === state.step ? this.#health : await this.#measure(status === 'stopped');
    this.#checkpoint();
    const { encoderFile } = this.#request;
    if (status === 'finished' && encoderFile !== undefined) {
      writeWeights(encoderFile, [this.#model.encoder], { encoder: this.#config.encoder });
    }
    const { health, verdict } = measured;
    return {
      status,
      steps: state.step,
      seconds: state.seconds,
      samplesPerSecond: (state.step * this.#batches.batchSize) / Math.max(state.seconds, 1e-6),
      lossFirst: mean(state.firstLosses),
      lossLast: mean(state.lastLosses),
      health,
      verdict,
      checkpoint: this.#lastCheckpoint.file,
    };
  }

  /** Share of the budget used, 0…1; of time and passes, of which each ends the run, the larger one. */
  #share(): number {
    const { step, seconds } = this.#progress;
    return Math.min(1, Math.max(step / this.#mostSteps, seconds / this.#mostSeconds));
  }

  #secondsLeft(samplesPerSecond: number): number {
    const { step, seconds } = this.#progress;
    const images = (this.#mostSteps - step) * this.#batches.batchSize;
    const bySteps = images / Math.max(samplesPerSecond, 1e-6);
    return Math.max(0, Math.min(bySteps, this.#mostSeconds - seconds));
  }

  async #step(learningRate: number): Promise<StepResult> {
    const { step } = this.#progress;
    const samples = await this.#reader.next();
    const files = this.#fileOf && filesAt(this.#fileOf, this.#batches.at(step));
    const fed: FedValues = files === undefined ? { samples } : { samples, files };
    const result = this.#compiled.run(fed, { learningRate, step, ...this.#pace() });
    if (result === null) throw new Error('a batch of another size');
    if (!Number.isFinite(result.loss)) {
      throw new PretextError(
        'training-failed',
        `The loss was no longer a number at step ${step + 1}: training has broken down.`,
        { remedy: 'Start again with a learning rate a tenth as high.' },
      );
    }
    this.#progress.step += 1;
    return result;
  }

  /** What networks that follow others need to know. */
  #pace(): { more?: { momentum: number } } {
    const { average } = this.#model;
    return average === undefined ? {} : { more: { momentum: average.momentum(this.#share()) } };
  }

  #remember(loss: number): void {
    const { firstLosses, lastLosses } = this.#progress;
    if (firstLosses.length < lossWindow) firstLosses.push(loss);
    lastLosses.push(loss);
    if (lastLosses.length > lossWindow) lastLosses.shift();
    this.#lossesSinceHealth.push(loss);
  }

  #healthIsDue(): boolean {
    return this.#share() >= (this.#progress.measured + 1) / this.#measurements.regular;
  }

  /** @param early besides the regular ones, which alone tell how the loss goes over the run */
  async #measure(early = false): Promise<HealthReport> {
    const { step, history } = this.#progress;
    this.#compiled.readWeights();
    const { batchSize } = this.#batches;
    const model = this.#model;
    const health = await this.#probe.measure(model, batchSize);
    const losses = this.#lossesSinceHealth;
    history.push({
      early,
      progress: this.#share(),
      loss: losses.length > 0 ? mean(losses) : mean(this.#progress.lastLosses),
      heldOutLoss: health.heldOutLoss,
      embeddingStd: health.embeddingStd,
      effectiveRank: health.effectiveRank,
      outputSpread: this.#probe.spread(model),
    });
    this.#lossesSinceHealth = [];
    const verdict = verdictOf(history, {
      collapsedLoss: model.collapsedLoss?.(batchSize),
      targetMoves: model.average !== undefined,
      settles: model.settles,
      heldOutSamples: this.#heldOutSamples,
    });
    this.#health = { step, health, verdict };
    this.#hooks.onHealth?.(this.#health);
    return this.#health;
  }

  #checkpoint(): void {
    const { step } = this.#progress;
    if (this.#lastCheckpoint.step !== step) {
      const file = this.#request.checkpointFile(step);
      this.#compiled.readWeights();
      writeCheckpoint(file, this.#state(), {
        config: JSON.stringify(this.#config),
        progress: JSON.stringify(this.#progress),
      });
      this.#lastCheckpoint = { file, step, at: 0 };
      this.#hooks.onCheckpoint?.(file, step);
    }
    this.#lastCheckpoint.at = performance.now();
  }

  #restore(): Progress {
    const fresh = {
      step: 0,
      seconds: 0,
      firstLosses: [],
      lastLosses: [],
      history: [],
      measured: 0,
    };
    if (this.#request.resumeFrom === undefined) return fresh;
    const metadata = readCheckpoint(this.#request.resumeFrom, this.#state());
    const saved = JSON.parse(metadata['progress'] ?? '{}') as Partial<Progress>;
    // Checkpoints of version 0.1 did not tell regular measurements from others.
    const progress = { ...fresh, measured: saved.history?.length ?? 0, ...saved };
    this.#lastCheckpoint = { file: this.#request.resumeFrom, step: progress.step, at: 0 };
    return progress;
  }

  async dispose(): Promise<void> {
    this.#compiled.dispose();
    await this.#reader.close();
  }

  #state(): { networks: PretextModel['networks']; trainer: Trainer } {
    return { networks: this.#model.networks, trainer: this.#trainer };
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
