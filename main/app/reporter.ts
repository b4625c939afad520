import type { TrainingProgress } from '../../shared/training.ts';

/** Where services tell what they do: a terminal's lines, later a window. */
export interface Reporter {
  /** A line to keep. */
  note(line: string): void;
  /** Something that did not go as asked, but stopped nothing. */
  warn(line: string): void;
  /** How far the work under way is. */
  progress(progress: ReportedProgress): void;
}

export type ReportedProgress = Pick<TrainingProgress, 'stage'> &
  Partial<Omit<TrainingProgress, 'type' | 'stage'>>;

export const silentReporter: Reporter = {
  note: () => undefined,
  warn: () => undefined,
  progress: () => undefined,
};
