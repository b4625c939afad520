import { type Matrix, rowOf } from '../data/matrix.ts';

/** log softmax(logits)[label] of each row. @param logits `[n, classes]` */
export function logLikelihoods(logits: Matrix, labels: Int32Array): Float64Array {
  return Float64Array.from(labels, (label, row) => {
    const z = rowOf(logits, row);
    const most = z.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    const sum = z.reduce((total, each) => total + Math.exp(each - most), 0);
    return (z[label] ?? Number.NEGATIVE_INFINITY) - most - Math.log(sum);
  });
}
