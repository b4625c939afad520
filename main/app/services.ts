import type { JobKind, TrainingEvent } from '../../shared/training.ts';
import type { SpawnDecoder } from '../ingest/decoder/spawn-decoder.ts';
import type { MetricPoint } from '../store/runs.ts';
import type { TrainingHost } from '../training/host.ts';
import type { RunningJob } from '../training/run-job.ts';
import type { Reporter } from './reporter.ts';

/** What every long service needs from the shell it runs in. */
export interface Services {
  host: TrainingHost;
  reporter: Reporter;
  /** Aborted by Ctrl-C or a cancel button: long work saves what it has and ends. */
  signal: AbortSignal;
  /** How to start a decoder process, where forking Node is not the way (Electron). */
  spawnDecoder?: SpawnDecoder;
  /** Who follows the work more closely than by its progress: the app with its windows. */
  watcher?: JobWatcher;
}

/** What an import needs of them: it trains nothing. */
export type ImportServices = Pick<Services, 'reporter' | 'signal' | 'spawnDecoder'>;

export interface JobWatcher {
  /** The work has a record in the project from now on. */
  onRun(runId: number): void;
  /** The record of its run has changed. */
  onRecord(): void;
  /** A training process works on it from now on. */
  onRunning(process: Pick<RunningJob<JobKind>, 'pause' | 'resume'>): void;
  onMetrics(points: readonly MetricPoint[]): void;
  onHealth(report: HealthReport): void;
}

type HealthReport = Pick<Extract<TrainingEvent, { type: 'health' }>, 'step' | 'health' | 'verdict'>;
