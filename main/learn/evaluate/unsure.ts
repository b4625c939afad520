import { argMaxRows, type Matrix, rowOf } from '../data/matrix.ts';
import { binomialTail } from './binomial-tail.ts';

/** Thresholds that are looked at: 0, 0.01 … 0.99. */
const hundredths = 100;
/** By so much at most may chance alone make the answers look right often enough. */
const doubt = 0.1;

/** What remains of the answers to labelled samples when a classifier may say "unsure". */
export interface AnswersLeft {
  samples: number;
  /** Samples whose likeliest class has at least the probability 0, 0.01 … 0.99: `[100]`. */
  answered: number[];
  /** Of these, how many are right: `[100]`. */
  right: number[];
}

/** Where a classifier begins to answer. */
export interface UnsureThreshold {
  /** A prediction with a lower probability of its class is answered with "unsure"; 0…0.99. */
  below: number;
  /**
   * `shown`: the answers left were right often enough. `not-reached`: there were labels enough, and at no threshold were they.
   * `few-labels`: even if all answers had been right, so few would not have shown it.
   */
  basis: 'shown' | 'not-reached' | 'few-labels';
}

/** The accuracy over the coverage at each threshold. @param probabilities `[n, classes]` */
export function answersLeft(probabilities: Matrix, labels: ArrayLike<number>): AnswersLeft {
  const answered = new Array<number>(hundredths).fill(0);
  const right = new Array<number>(hundredths).fill(0);
  argMaxRows(probabilities).forEach((guess, row) => {
    const confidence = rowOf(probabilities, row)[guess] ?? 0;
    for (let at = 0; at < hundredths && confidence >= at / hundredths; at++) {
      answered[at] = (answered[at] ?? 0) + 1;
      right[at] = (right[at] ?? 0) + Number(guess === labels[row]);
    }
  });
  return { samples: probabilities.rows, answered, right };
}

/**
 * The lowest threshold above which answers are right with the accuracy asked for (selective classification: Geifman, El-Yaniv 2017, arXiv
 * 1705.08500). Right on these labels is not enough, since few labels are right by chance: answers that are right less often than asked
 * must look like that with a chance of at most one in ten (the exact binomial bound of their lemma 3.1, at each threshold by itself, without their
 * correction for having looked at many: measured in docs/decisions/0025).
 *
 * Where labels show nothing: the accuracy itself when it was not reached, since the probabilities are calibrated; `thresholdUnshown` when there
 * are too few labels.
 * @param accuracy asked for, above 0 and below 1
 */
export function chooseThreshold(
  { samples, answered, right }: AnswersLeft,
  accuracy: number,
  classes: number,
): UnsureThreshold {
  const isShown = (ofThem: number, count: number): boolean =>
    count > 0 && binomialTail(ofThem, count, accuracy) <= doubt;
  const lowest = answered.findIndex((count, at) => isShown(right[at] ?? 0, count));
  if (lowest >= 0) return { below: lowest / hundredths, basis: 'shown' };
  return isShown(samples, samples)
    ? { below: rounded(accuracy), basis: 'not-reached' }
    : { below: thresholdUnshown(classes), basis: 'few-labels' };
}

/** Half the way from chance to certainty: 0.75 for two classes, 0.55 for ten. It was not found on anything. */
export function thresholdUnshown(classes: number): number {
  return rounded((1 + 1 / classes) / 2);
}

function rounded(threshold: number): number {
  return Math.min(hundredths - 1, Math.round(hundredths * threshold)) / hundredths;
}
