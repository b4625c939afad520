import type { JobKind } from '../../../shared/training.ts';
import type { Job } from '../job-context.ts';
import { compare } from './compare.ts';
import { embed } from './embed.ts';
import { exportJob } from './export.ts';
import { measure } from './measure.ts';
import { predict } from './predict.ts';
import { pretrain } from './pretrain.ts';
import { suggest } from './suggest.ts';

/** Every kind of job, one line each. */
export const jobRunners: { [Kind in JobKind]: Job<Kind> } = {
  pretrain,
  embed,
  suggest,
  compare,
  export: exportJob,
  measure,
  predict,
};
