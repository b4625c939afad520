import type { JobKind } from '../../../shared/training.ts';
import type { Job } from '../job-context.ts';
import { anomalies } from './anomalies.ts';
import { clusters } from './clusters.ts';
import { compare } from './compare.ts';
import { connect } from './connect.ts';
import { curve } from './curve.ts';
import { embed } from './embed.ts';
import { exportJob } from './export.ts';
import { familiar } from './familiar.ts';
import { guess } from './guess.ts';
import { map } from './map.ts';
import { measure } from './measure.ts';
import { neighbours } from './neighbours.ts';
import { predict } from './predict.ts';
import { predictLive } from './predict-live.ts';
import { pretrain } from './pretrain.ts';
import { preview } from './preview.ts';
import { regress } from './regress.ts';
import { searchLive } from './search-live.ts';
import { suggest } from './suggest.ts';
import { trials } from './trials.ts';

/** Every kind of job, one line each. */
export const jobRunners: { [Kind in JobKind]: Job<Kind> } = {
  pretrain,
  trials,
  embed,
  connect,
  map,
  clusters,
  familiar,
  anomalies,
  neighbours,
  curve,
  preview,
  guess,
  suggest,
  compare,
  regress,
  export: exportJob,
  measure,
  predict,
  'predict-live': predictLive,
  'search-live': searchLive,
};
