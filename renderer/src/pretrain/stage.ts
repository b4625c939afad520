import type { Job } from '../../../shared/contract/jobs.ts';
import type { RunSummary } from '../../../shared/contract/runs.ts';

/** How a run stands, as one word: what its job says while it goes on, what its record says after. */
export type Stage = RunSummary['status'] | 'paused' | 'stopping';

export function stageOf(status: RunSummary['status'], job: Pick<Job, 'state'> | null): Stage {
  if (job !== null && (job.state === 'paused' || job.state === 'stopping')) return job.state;
  if (job?.state === 'running') return 'running';
  return status;
}

export const isUnderWay = (stage: Stage): boolean =>
  stage === 'running' || stage === 'paused' || stage === 'stopping';

/** Which badge a stage has. */
export function badgeOf(stage: Stage): 'plain' | 'accent' | 'good' | 'warn' | 'bad' {
  switch (stage) {
    case 'running':
      return 'accent';
    case 'finished':
      return 'good';
    case 'failed':
      return 'bad';
    case 'stopping':
      return 'plain';
    default:
      return 'warn';
  }
}

/** Times each image has been seen. */
export function passesOf(steps: number, batchSize: number, images: number): number | null {
  if (images <= 0 || batchSize <= 0) return null;
  return (steps * Math.min(batchSize, images)) / images;
}
