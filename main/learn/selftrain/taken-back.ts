import { type Matrix, rowOf } from '../data/matrix.ts';

/** "That is not a coat": a class that a person has ruled out for an image. */
export interface TakenBack {
  row: number;
  label: number;
}

/** What a model says, with nothing left for the classes that were ruled out. @param said probabilities, `[n, classes]` */
export function withoutTakenBack(said: Matrix, takenBack: readonly TakenBack[]): Matrix {
  const left = { ...said, values: said.values.slice() };
  for (const { row, label } of takenBack) rowOf(left, row)[label] = 0;
  return left;
}

/** Each row divided by its sum; a row of zeros stays. */
export function renormalized(said: Matrix): Matrix {
  const whole = { ...said, values: said.values.slice() };
  for (let row = 0; row < whole.rows; row++) {
    const values = rowOf(whole, row);
    const sum = values.reduce((all, value) => all + value, 0);
    if (sum > 0) for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) / sum;
  }
  return whole;
}
