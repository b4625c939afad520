import type { TrainingHost } from '../training/host.ts';
import type { Reporter } from './reporter.ts';

/** What every long service needs from the shell it runs in. */
export interface Services {
  host: TrainingHost;
  reporter: Reporter;
  /** Aborted by Ctrl-C or a cancel button: long work saves what it has and ends. */
  signal: AbortSignal;
}
