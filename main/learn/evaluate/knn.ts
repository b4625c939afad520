import { type Matrix, toTensor } from '../data/matrix.ts';
import { asRank2 } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { l2Normalize } from '../losses/l2-normalize.ts';

/** τ of Wu et al. 2018, section 3.4. */
const temperature = 0.07;
/** Votes at most, when labels are plentiful. */
const mostNeighbours = 20;

/**
 * How many neighbours vote: the square root of the labels that a class has on average, 20 at most. A query has only so
 * many labelled images of its own class; when more vote, the rest are of other classes by necessity, and since early in
 * training all cosines are high and all votes nearly equal, they drown its own. Leave one out on 1,100 Fashion-MNIST
 * labels (mean of 12 draws, a small SimCLR encoder): 10 a class 50.3 % with 20 votes, 59.5 % with 3; 40 a class 66.0 %
 * with 20, 70.1 % with 5; 2 a class 21.7 % with 20, 37.5 % with 1.
 */
export function neighboursFor(labels: number, classes: number): number {
  return Math.max(1, Math.min(mostNeighbours, Math.round(Math.sqrt(labels / classes))));
}

/**
 * kNN probe: each query takes the class that its nearest embeddings vote for, votes weighted by
 * exp(cosine / τ) (Wu et al. 2018, arXiv 1805.01978, section 3.4). Nothing is trained, so it
 * shows what the embedding itself holds.
 *
 * @param bank labelled embeddings `[n, features]`
 * @param queries `[m, features]`; null: each of the bank against the others (leave one out)
 * @param neighbours that vote; fewer when there are fewer
 * @returns the class of each query
 */
export function knnClassify(
  bank: Matrix,
  labels: Int32Array,
  classes: number,
  queries: Matrix | null,
  neighbours: number = neighboursFor(bank.rows, classes),
): Int32Array {
  const available = queries === null ? bank.rows - 1 : bank.rows;
  const k = Math.min(neighbours, available);
  if (k < 1) throw new RangeError('kNN needs two labelled samples at least');
  const [values, indices] = tf.tidy(() => {
    const known = l2Normalize(toTensor(bank));
    const asked = queries === null ? known : l2Normalize(toTensor(queries));
    const cosine = tf.matMul(asRank2(asked), asRank2(known), false, true);
    const others = queries === null ? cosine.sub(tf.eye(bank.rows).mul(4)) : cosine;
    const top = tf.topk(others, k);
    return [top.values, top.indices] as unknown as [Tensor, Tensor];
  });
  const similarity = values.dataSync();
  const neighbour = indices.dataSync();
  tf.dispose([values, indices] as never);
  const count = queries === null ? bank.rows : queries.rows;
  return Int32Array.from({ length: count }, (_, query) => {
    const votes = new Float64Array(classes);
    for (let rank = 0; rank < k; rank++) {
      const at = query * k + rank;
      const label = labels[neighbour[at] ?? 0] ?? 0;
      votes[label] = (votes[label] ?? 0) + Math.exp((similarity[at] ?? 0) / temperature);
    }
    return votes.indexOf(Math.max(...votes));
  });
}

/** Accuracy of the kNN probe, each row left out in its turn, 0…1. @param embeddings `[n, features]`, of labelled images */
export function knnProbe(embeddings: Matrix, labels: Int32Array, classes: number): number {
  const guesses = knnClassify(embeddings, labels, classes, null);
  return guesses.filter((guess, i) => guess === labels[i]).length / labels.length;
}
