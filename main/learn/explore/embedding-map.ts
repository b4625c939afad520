import { type Matrix, pickRows } from '../data/matrix.ts';
import { permutation } from '../data/seeded.ts';
import { type Neighbours, nearest, unitRows } from './nearest.ts';
import { principalComponents } from './principal-components.ts';
import { umap } from './umap.ts';

/** Neighbours that UMAP keeps together; umap-learn's default. */
const neighbours = 15;
/** Beyond this many, some are laid out as landmarks and the others beside those they are nearest to. */
const maxLaidOut = 20_000;
const landmarksNear = 5;
const manyPoints = 10_000;
const layoutMilliseconds = 60_000;

export type MapStage = 'neighbours' | 'layout';

/**
 * A map of embeddings: places by UMAP.
 * @param embeddings `[n, features]`
 * @returns x, y of each row: `[n · 2]`
 */
export async function mapEmbeddings(
  embeddings: Matrix,
  seed: number,
  onProgress: (stage: MapStage, share: number) => Promise<void>,
): Promise<Float32Array> {
  const points = unitRows(embeddings);
  const laidOut = Math.min(points.rows, maxLaidOut);
  const chosen = permutation(points.rows, seed).slice(0, laidOut).sort();
  const all = laidOut === points.rows;
  const landmarks = all ? points : pickRows(points, chosen);
  const near = await nearest(landmarks, null, neighbours, (done) =>
    onProgress('neighbours', done / points.rows),
  );
  const others = all
    ? null
    : await nearest(landmarks, points, landmarksNear, (done) =>
        onProgress('neighbours', done / points.rows),
      );
  const layout = await umap(near, principalComponents(landmarks, 2), {
    seed,
    epochs: laidOut > manyPoints ? 200 : 500,
    milliseconds: layoutMilliseconds,
    onProgress: (share) => onProgress('layout', share),
  });
  return others === null ? layout : beside(layout, chosen, others, points.rows);
}

/** Each point at the mean of its nearest landmarks, the nearer the heavier; landmarks where they are. */
function beside(
  layout: Float32Array,
  landmarks: Int32Array,
  { count, rows, similarities }: Neighbours,
  points: number,
): Float32Array {
  const coordinates = new Float32Array(points * 2);
  for (let point = 0; point < points; point++) {
    let [x, y, sum] = [0, 0, 0];
    for (let rank = 0; rank < count; rank++) {
      const at = point * count + rank;
      const weight = 1 / (Math.max(0, 1 - (similarities[at] ?? 0)) + 1e-3);
      const landmark = 2 * (rows[at] ?? 0);
      x += weight * (layout[landmark] ?? 0);
      y += weight * (layout[landmark + 1] ?? 0);
      sum += weight;
    }
    coordinates[2 * point] = x / sum;
    coordinates[2 * point + 1] = y / sum;
  }
  landmarks.forEach((point, landmark) => {
    coordinates[2 * point] = layout[2 * landmark] ?? 0;
    coordinates[2 * point + 1] = layout[2 * landmark + 1] ?? 0;
  });
  return coordinates;
}
