import { fromTensor, type Matrix, rowOf, toTensor } from '../data/matrix.ts';
import { asRank2 } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { unitRows } from '../explore/nearest.ts';
import { type FewLabels, labelCounts, type Propagated, softmaxRows } from './propagated.ts';

/** As for the votes of the kNN probe (Wu et al. 2018, arXiv 1805.01978, section 3.4). */
const temperature = 0.07;

/**
 * The nearest class mean (Snell, Swersky, Zemel 2017, arXiv 1703.05175) by cosine, as in Chen et al.
 * 2020 (arXiv 2003.04390): with a label or two a class, little else can be learnt of them.
 *
 * @param features `[n, features]`, of all rows
 * @returns scores are cosines; confidences softmax(cosine / 0.07)
 */
export function classPrototypes(features: Matrix, few: FewLabels): Propagated {
  const counts = labelCounts(few);
  const points = unitRows(features);
  const { rows, labels, classes } = few;
  const sums = new Float32Array(classes * features.columns);
  for (let i = 0; i < rows.length; i++) {
    const at = (labels[i] ?? 0) * features.columns;
    rowOf(points, rows[i] ?? 0).forEach((value, column) => {
      sums[at + column] = (sums[at + column] ?? 0) + value;
    });
  }
  const prototypes = unitRows({ rows: classes, columns: features.columns, values: sums });
  const scores = fromTensor(
    tf.tidy(() => {
      const [x, centres] = [asRank2(toTensor(points)), asRank2(toTensor(prototypes))];
      return tf.matMul(x, centres, false, true) as unknown as Tensor;
    }),
  );
  counts.forEach((count, label) => {
    for (let at = label; count === 0 && at < scores.values.length; at += classes) {
      scores.values[at] = Number.NEGATIVE_INFINITY;
    }
  });
  return { scores, confidences: softmaxRows(scores, temperature) };
}
