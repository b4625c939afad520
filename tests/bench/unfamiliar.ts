/**
 * `npm run bench:unfamiliar -- [minutes] [training images] [encoder file]`: how often pictures are marked as unlike the training images. An encoder
 * of Fashion-MNIST (SimCLR), its own test images, which should hardly be marked, and foreign ones as the app would prepare them, which
 * should: Tux Paint's stamps on white and on black (as Fashion-MNIST's ground), flat grey, noise. Scores, each with its threshold at
 * the 99th percentile of the training images: distance to the k-th neighbour (Sun et al. 2022) and to the normal distribution of all (Lee et al. 2018),
 * of embeddings, joined features and pixels; and what the app does.
 * `TUXPAINT_STAMPS_DIR`, `FASHION_MNIST_DIR`: where the sets are.
 */

import { type Matrix, pickRows } from '../../main/learn/data/matrix.ts';
import { type SampleSource, subset } from '../../main/learn/data/sample-source.ts';
import { seededUniform } from '../../main/learn/data/seeded.ts';
import {
  familiarOf,
  neighbourDistances,
  outOfDistribution,
} from '../../main/learn/explore/familiar.ts';
import { gaussianOf, mahalanobisDistances } from '../../main/learn/explore/gaussian.ts';
import { nearest, unitRows } from '../../main/learn/explore/nearest.ts';
import { embedSamples, mapSamples } from '../../main/learn/finetune/embed.ts';
import { PoolFeatures } from '../../main/learn/finetune/pool-features.ts';
import { benchEncoder } from '../support/bench-encoder.ts';
import { type ImageShape, imagesInMemory } from '../support/image-source.ts';
import { fashionSet, stampFiles, stampPixels, stamps } from '../support/labelled-sets.ts';

const [minutes = '4', images = '20000', pretrained = ''] = process.argv.slice(2);
const side = 28;
const shape: ImageShape = { height: side, width: side, channels: 1 };
const { train: all, test } = fashionSet();
const train = subset(
  all,
  Int32Array.from({ length: Number(images) }, (_, i) => i),
);
const {
  encoder: encoderName,
  weights,
  remove,
} = await benchEncoder(train, Number(minutes), pretrained);

const features = new PoolFeatures({ encoder: encoderName, weights, pool: train, seed: 1 });
const encoder = features.pretrained();
const joined = await features.joinedNetwork();
remove();

const views: Record<string, (source: SampleSource) => Promise<Matrix>> = {
  embeddings: (source) => embedSamples(encoder, source),
  'joined features': (source) => mapSamples(source, (batch) => joined.apply(batch, false)),
  pixels: (source) =>
    mapSamples(source, (batch) => batch.reshape([batch.shape[0] ?? 1, side * side])),
};

const random = seededUniform(1);
const made = (count: number, value: () => number): Uint8Array =>
  Uint8Array.from({ length: count * side * side }, value);
const stampsOn = (background: string): Promise<Uint8Array> =>
  stampPixels(stampFiles(stamps), { side, background, channels: 1 });
const flat = Array.from({ length: 64 }, (_, i) => 4 * i);
const sets: [string, SampleSource][] = [
  ['Fashion-MNIST test', test],
  ['stamps on white', imagesInMemory(await stampsOn('#fff'), shape)],
  ['stamps on black', imagesInMemory(await stampsOn('#000'), shape)],
  [
    'flat grey',
    imagesInMemory(
      Uint8Array.from(flat.flatMap((grey) => new Array<number>(side * side).fill(grey))),
      shape,
    ),
  ],
  [
    'noise',
    imagesInMemory(
      made(200, () => 256 * random()),
      shape,
    ),
  ],
];

console.log(`${train.count} training images; marked, % of ${sets.map(([, { count }]) => count)}`);
console.log(['score', ...sets.map(([name]) => name)].join(' | '));
const show = (name: string, shares: number[]): void => {
  console.log([name, ...shares.map((share) => (100 * share).toFixed(1))].join(' | '));
};
const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, each) => sum + each, 0) / values.length;

/** Distances of the pool, each by what has not seen it, and of fresh images. */
type Score = (pool: Matrix, fresh: readonly Matrix[]) => Promise<[Float32Array, Float32Array[]]>;
const scores: Record<string, Score> = {
  async neighbours(pool, fresh) {
    const k = Math.min(50, Math.round(Math.sqrt(pool.rows)));
    const points = unitRows(pool);
    const far: Float32Array[] = [];
    for (const each of fresh) {
      far.push(neighbourDistances(await nearest(points, unitRows(each), k), k));
    }
    return [neighbourDistances(await nearest(points, null, k), k), far];
  },
  'normal distribution': async (pool, fresh) => {
    const half = (part: number): Matrix => {
      const rows = Array.from({ length: pool.rows }, (_, i) => i).filter((i) => i % 2 === part);
      return pickRows(pool, rows);
    };
    const [even, odd] = [half(0), half(1)];
    const unseen = [
      ...mahalanobisDistances(even, gaussianOf(odd)),
      ...mahalanobisDistances(odd, gaussianOf(even)),
    ];
    const all = gaussianOf(pool);
    return [Float32Array.from(unseen), fresh.map((each) => mahalanobisDistances(each, all))];
  },
};
for (const [name, view] of Object.entries(views)) {
  const pool = await view(train);
  const fresh: Matrix[] = [];
  for (const [, source] of sets) fresh.push(await view(source));
  for (const [how, score] of Object.entries(scores)) {
    const [usual, far] = await score(pool, fresh);
    const threshold = usual.sort()[Math.round(0.99 * (usual.length - 1))] ?? 0;
    const marked = (distances: Float32Array): number =>
      mean(distances.map((each) => Number(each > threshold)));
    show(`${how}, ${name}`, far.map(marked));
  }
  if (name !== 'embeddings') continue;
  const familiar = await familiarOf(pool);
  const shares: number[] = [];
  for (const each of fresh) {
    const near = await nearest(unitRows(pool), unitRows(each), familiar.neighbour);
    shares.push(mean(outOfDistribution(near, each, familiar)));
  }
  show('the app: either, embeddings', shares);
}
encoder.dispose();
joined.dispose();
