import { mixSeed, permutation } from '../data/seeded.ts';
import type { GainOfMore } from './nested-labels.ts';

export interface LearningCurve {
  points: {
    labels: number;
    /** Accuracy, 0…1, or error in units of the labels; mean over draws of the labels. */
    value: number;
    /** 95 %, over the samples. */
    interval: [number, number];
  }[];
  /** What ten more labels would add to the value; null when it cannot be said. */
  tenMore: GainOfMore | null;
}

/** Labels beyond these say little more about the curve and cost much time. */
const maxLabels = 2000;

/** Of many labels those that a curve is made from. */
export const curveLabels = (count: number, seed: number): Int32Array =>
  permutation(count, mixSeed(seed, 'curve')).slice(0, maxLabels);
