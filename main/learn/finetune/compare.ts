import { type ImageSource, subset } from '../data/image-source.ts';
import { argMaxRows, type Matrix } from '../data/matrix.ts';
import type { Tensor } from '../engine/tensorflow.ts';
import {
  type PairedDifference,
  pairedDifference,
  type Scores,
  scorePredictions,
} from '../evaluate/scores.ts';
import type { EncoderGraph } from '../models/encoder.ts';
import { type EncoderName, encoders } from '../models/registry.ts';
import { readWeights } from '../pretrain/checkpoint.ts';
import { ImageClassifier, PixelClassifier } from './classifier.ts';
import { mapImages } from './embed.ts';
import { type LinearClassifier, logisticRegression } from './logistic-regression.ts';
import { type Classifier, disposeClassifier, probabilitiesOf } from './stages.ts';
import { standardizationOf, standardize, unstandardized } from './standardize.ts';
import { fineTuneRecipe, scratchRecipe, trainClassifier } from './train-classifier.ts';

/** The four ways to use the same labels, plainest first. */
export const classifierKinds = ['pixels', 'scratch', 'linear_probe', 'fine_tuned'] as const;
type ClassifierKind = (typeof classifierKinds)[number];

export interface CompareRequest {
  encoder: EncoderName;
  /** Weights of the pretrained encoder. */
  weights: string;
  /** Unlabelled and labelled training images; features are standardized over a part of them. */
  pool: ImageSource;
  /** Index of each labelled image in the pool. */
  labelled: Int32Array;
  labels: Int32Array;
  classes: number;
  /** Images that training never sees; null when there are none. */
  test: { source: ImageSource; labels: Int32Array } | null;
  seed: number;
  onProgress?: (progress: CompareProgress) => Promise<void> | void;
  /** Called with each classifier's class probabilities of the test images, `[images, classes]`. */
  onTested?: (kind: ClassifierKind, probabilities: Matrix) => void;
  /** Called with each trained classifier, to save it. */
  onTrained?: (kind: ClassifierKind, classifier: Classifier) => void;
}

export interface CompareProgress {
  kind: ClassifierKind;
  step: number;
  steps: number;
  loss: number | null;
}

export interface CompareResult {
  scores: Record<ClassifierKind, Scores> | null;
  /** The most accurate on the test images; of equals the plainer. Null without test images. */
  best: ClassifierKind | null;
  /** The best against each other one, on the same test images. */
  lead: Partial<Record<ClassifierKind, PairedDifference>>;
  /** Classes predicted for the test images. */
  predictions: Partial<Record<ClassifierKind, Int32Array>>;
  /** Cross-validated accuracies of the two linear classifiers on the training labels. */
  crossValidated: { pixels: number | null; linear_probe: number | null };
}

/** Images that the features' means and deviations are taken over. */
const standardizingImages = 4096;

/**
 * Trains all four on the same labels and scores them on the same test images: logistic regression
 * on pixels, the network from scratch, a linear probe on frozen features, full fine-tuning.
 */
export async function compareClassifiers(request: CompareRequest): Promise<CompareResult> {
  const { height, width, channels } = request.pool.shape;
  const graph = encoders[request.encoder].build([height, width, channels]);
  const comparison = new Comparison(request, graph);
  return await comparison.run();
}

class Comparison {
  readonly #request: CompareRequest;
  readonly #graph: EncoderGraph;
  readonly #labelled: ImageSource;
  readonly #predictions: Partial<Record<ClassifierKind, Int32Array>> = {};

  constructor(request: CompareRequest, graph: EncoderGraph) {
    this.#request = request;
    this.#graph = graph;
    this.#labelled = subset(request.pool, request.labelled);
  }

  async run(): Promise<CompareResult> {
    const pixels = await this.#pixels();
    await this.#scratch();
    const probe = await this.#probeAndFineTune();
    return { ...this.#scored(), crossValidated: { pixels, linear_probe: probe } };
  }

  async #pixels(): Promise<number | null> {
    await this.#report('pixels', 0, 1, null);
    const { labels, classes, seed } = this.#request;
    // Values 0…1, as everybody feeds pixels to logistic regression: the penalty means the same.
    const features = await mapImages(this.#labelled, (images) =>
      images
        .add(1)
        .div(2)
        .reshape([images.shape[0] ?? 0, -1]),
    );
    const linear = logisticRegression(features, labels, classes, seed);
    const { height, width, channels } = this.#labelled.shape;
    const classifier = new PixelClassifier([height, width, channels], classes);
    classifier.setHead(onNetworkRange(linear));
    await this.#finish('pixels', classifier);
    await this.#report('pixels', 1, 1, null);
    return linear.crossValidated;
  }

  async #scratch(): Promise<void> {
    const { labels, classes, seed } = this.#request;
    const classifier = new ImageClassifier(this.#graph, classes, seed + 1);
    const recipe = scratchRecipe;
    await trainClassifier({
      classifier,
      source: this.#labelled,
      labels,
      recipe,
      seed,
      onStep: (step, loss) => this.#report('scratch', step, recipe.steps, loss),
    });
    await this.#finish('scratch', classifier);
  }

  async #probeAndFineTune(): Promise<number | null> {
    const { labels, classes, seed, pool } = this.#request;
    const probe = this.#pretrained();
    await this.#report('linear_probe', 0, 1, null);
    const features = (images: Tensor): Tensor => probe.features(images);
    const step = Math.max(1, Math.floor(pool.count / standardizingImages));
    const spread = Int32Array.from({ length: Math.floor(pool.count / step) }, (_, i) => i * step);
    const standard = standardizationOf(await mapImages(subset(pool, spread), features));
    const known = standardize(await mapImages(this.#labelled, features), standard);
    const linear = logisticRegression(known, labels, classes, seed);
    const head = unstandardized(linear, standard);
    probe.setHead(head);
    await this.#finish('linear_probe', probe);
    await this.#report('linear_probe', 1, 1, null);

    const tuned = this.#pretrained();
    tuned.setHead(head);
    await trainClassifier({
      classifier: tuned,
      source: this.#labelled,
      labels,
      recipe: fineTuneRecipe,
      seed,
      onStep: (at, loss) => this.#report('fine_tuned', at, fineTuneRecipe.steps, loss),
    });
    await this.#finish('fine_tuned', tuned);
    return linear.crossValidated;
  }

  #pretrained(): ImageClassifier {
    const classifier = new ImageClassifier(this.#graph, this.#request.classes, this.#request.seed);
    readWeights(this.#request.weights, [classifier.encoder]);
    return classifier;
  }

  async #finish(kind: ClassifierKind, classifier: Classifier): Promise<void> {
    const { test } = this.#request;
    if (test !== null) {
      const probabilities = await mapImages(test.source, (images) =>
        probabilitiesOf(classifier, images),
      );
      this.#predictions[kind] = argMaxRows(probabilities);
      this.#request.onTested?.(kind, probabilities);
    }
    this.#request.onTrained?.(kind, classifier);
    disposeClassifier(classifier);
  }

  #scored(): Omit<CompareResult, 'crossValidated'> {
    const { test, classes } = this.#request;
    const predictions = this.#predictions;
    if (test === null) return { scores: null, best: null, lead: {}, predictions };
    const entries = classifierKinds.map((kind) => {
      const guesses = predictions[kind] ?? new Int32Array();
      return [kind, scorePredictions(guesses, test.labels, classes)] as const;
    });
    const scores = Object.fromEntries(entries) as Record<ClassifierKind, Scores>;
    const best = classifierKinds.reduce((a, b) =>
      scores[b].accuracy > scores[a].accuracy ? b : a,
    );
    const lead: Partial<Record<ClassifierKind, PairedDifference>> = {};
    for (const kind of classifierKinds) {
      const [mine, theirs] = [predictions[best], predictions[kind]];
      if (kind === best || mine === undefined || theirs === undefined) continue;
      lead[kind] = pairedDifference(mine, theirs, test.labels);
    }
    return { scores, best, lead, predictions };
  }

  async #report(
    kind: ClassifierKind,
    step: number,
    steps: number,
    loss: number | null,
  ): Promise<void> {
    await this.#request.onProgress?.({ kind, step, steps, loss });
  }
}

/** A classifier of pixels 0…1 as one of the same pixels −1…1. */
function onNetworkRange({ kernel, bias }: LinearClassifier): LinearClassifier {
  return unstandardized(
    { kernel, bias },
    {
      mean: new Float32Array(kernel.rows).fill(-1),
      scale: new Float32Array(kernel.rows).fill(0.5),
    },
  );
}
