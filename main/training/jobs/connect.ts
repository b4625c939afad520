import { PoolFeatures } from '../../learn/finetune/pool-features.ts';
import { connectedPool } from '../../learn/select/connected-pool.ts';
import { writeConnected } from '../connected-file.ts';
import { withImages } from '../images.ts';
import { type Job, progressHooks } from '../job-context.ts';
import { encoderNamed } from '../names.ts';

const seed = 1;

export const connect: Job<'connect'> = async (spec, context) =>
  await withImages(spec.images, async (pool) => {
    const looking = progressHooks(context, 'looking at the samples');
    const request = { encoder: encoderNamed(spec.encoder), weights: spec.weights, pool, seed };
    const found = await connectedPool(
      new PoolFeatures(request, looking),
      progressHooks(context, 'finding connected groups'),
    );
    const sampleIds = found.rows.map((row) => spec.sampleIds[row] ?? 0);
    writeConnected(spec.target, { ...found, sampleIds }, spec.digest);
    return { count: sampleIds.length, file: spec.target };
  });
