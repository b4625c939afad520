import type { Reporter } from './reporter.ts';

/** Tells how far reading is. @param total null while it is not known */
export type ImportProgress = (stage: string, done: number, total: number | null) => void;

/** To a reporter. `done` may be parts of a sample; what is told are whole ones. */
export function importProgress(reporter: Reporter): ImportProgress {
  return (stage, done, total) =>
    reporter.progress({
      stage,
      share: total === null ? 0 : done / Math.max(1, total),
      step: Math.round(done),
    });
}
