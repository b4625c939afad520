import { type Matrix, pickRows } from '../data/matrix.ts';
import { type SampleSource, subset } from '../data/sample-source.ts';
import { stratifiedFolds } from './folds.ts';
import type { Trial } from './trial.ts';
import type { Workbench } from './workbench.ts';

/** With fewer labels every one of them is tried: a third of a handful says too little. */
const fewLabels = 50;
const fewFolds = 3;
/** With more, one part in four is held out once: networks take long to train. */
const manyFolds = 4;

/** Labelled images that a network is trained on, and those it is then tried on. */
export interface Part {
  /** Positions among the labelled images. */
  trained: Int32Array;
  tried: Int32Array;
  images: SampleSource;
  labels: Int32Array;
  heldImages: SampleSource;
}

type Tried = Pick<Workbench, 'images' | 'labels' | 'classes' | 'seed' | 'folds'>;

/**
 * How labels are divided to try a network: cross-validation below 50, one hold-out from there on; null where too few can be hidden.
 * @param decides whether the network may be taken for what it is right in: then it is cross-validation however many there are
 */
export function networkParts(
  { images, labels, classes, seed, folds }: Tried,
  decides = false,
): Part[] | null {
  const few = labels.length < fewLabels;
  const count = few ? fewFolds : manyFolds;
  const fold = folds && stratifiedFolds(labels, classes, count, seed);
  if (fold === null) return null;
  const whole = few || decides;
  const held = whole ? Array.from({ length: count }, (_, each) => each) : [0];
  return held.map((part) => {
    const where = (wanted: boolean): Int32Array =>
      Int32Array.from(labels.keys()).filter((i) => (fold[i] === part) === wanted);
    const [trained, tried] = [where(false), where(true)];
    return {
      trained,
      tried,
      images: subset(images, trained),
      labels: trained.map((i) => labels[i] ?? 0),
      heldImages: subset(images, tried),
    };
  });
}

/** Trials of several parts as one. @param logits of each part's tried images */
export function joinTrials(parts: readonly Part[], logits: readonly Matrix[]): Trial {
  const tried = parts.flatMap((part) => Array.from(part.tried));
  const columns = logits[0]?.columns ?? 0;
  const values = new Float32Array(tried.length * columns);
  let at = 0;
  for (const each of logits) {
    values.set(each.values, at);
    at += each.values.length;
  }
  const all = { rows: tried.length, columns, values };
  // In the order of the labels, as other trials are.
  const order = Int32Array.from(tried.keys()).sort((i, j) => (tried[i] ?? 0) - (tried[j] ?? 0));
  return { tried: order.map((i) => tried[i] ?? 0), logits: pickRows(all, order) };
}
