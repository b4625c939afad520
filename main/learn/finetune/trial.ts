import { type Matrix, pickRows } from '../data/matrix.ts';

/** What a classifier says of labelled images when it is trained without their labels. */
export interface Trial {
  /** Positions of those images among the labelled ones, rising. */
  tried: Int32Array;
  /** `[tried, classes]`; their softmax is the probabilities. */
  logits: Matrix;
}

/** Labels of the tried images. @param labels of all labelled ones */
export function triedLabels({ tried }: Pick<Trial, 'tried'>, labels: Int32Array): Int32Array {
  return tried.map((i) => labels[i] ?? 0);
}

/** @param tried positions among the labelled images @param logits of all labelled images, `[labels, classes]` */
export function trialOf(tried: Int32Array, logits: Matrix): Trial {
  return { tried, logits: pickRows(logits, tried) };
}
