import { specialTokens } from '../../../shared/special-tokens.ts';
import type { Matrix } from '../data/matrix.ts';
import {
  consecutiveBatches,
  readSamples,
  type SampleSource,
  subset,
} from '../data/sample-source.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { type Standardization, varianceOf } from '../finetune/standardize.ts';
import { graphInput } from '../models/graph.ts';
import { textSpecOf } from '../models/text-spec.ts';
import type { LearnCheapFeatures } from './cheap-features.ts';

/** Texts that are looked at. */
const sampledTexts = 20_000;
/**
 * What the squares of a text's scaled features sum up to in the mean: as little as for rows of unit length the penalty of a linear classifier
 * would outweigh a handful of labels, whose best C is often above 100.
 */
const squaredLength = 100;
const countsNode = 'tf_idf';

/**
 * Counts of tokens, log-scaled and weighted by how rare each is, of length 1: what texts have been compared by since Salton and Buckley 1988.
 * The weight is ln((1 + texts) / (1 + texts with the token)) + 1, as scikit-learn's `TfidfVectorizer(sublinear_tf=True)` has it.
 */
export const learnTfIdf: LearnCheapFeatures = (source) => {
  const { vocabulary } = textSpecOf(source.spec);
  const weights = inverseDocumentFrequencies(source, vocabulary);
  return {
    squaredLength,
    standardizationOf: evenly,
    add(builder) {
      const counts = builder.add('tfIdf', countsNode, [graphInput], { vocabulary });
      return builder.add('unitLength', 'tf_idf_unit', [counts], { length: 1 });
    },
    set(network) {
      tf.tidy(() => {
        const values = tf.tensor1d(weights.slice()) as Tensor;
        network.parameterOf(countsNode, 'idf').assign(values as never);
      });
    },
  };
};

/** 0 for special tokens: they are no words. */
export function inverseDocumentFrequencies(source: SampleSource, vocabulary: number): Float32Array {
  const looked = Math.min(source.count, sampledTexts);
  const spread = Int32Array.from({ length: looked }, (_, i) =>
    Math.floor((i * source.count) / looked),
  );
  const some = subset(source, spread);
  const found = new Float64Array(vocabulary);
  const lastText = new Int32Array(vocabulary).fill(-1);
  for (const indices of consecutiveBatches(looked, 256)) {
    const tokens = readSamples(some, indices);
    const length = tokens.length / indices.length;
    tokens.forEach((token, at) => {
      const text = (indices[0] ?? 0) + Math.floor(at / length);
      if (lastText[token] === text) return;
      lastText[token] = text;
      found[token] = (found[token] ?? 0) + 1;
    });
  }
  return Float32Array.from(found, (count, token) =>
    token < specialTokens.length ? 0 : Math.log((1 + looked) / (1 + count)) + 1,
  );
}

/** All features by one factor: each by its own, words that are in one text would count as much as any. */
function evenly(points: Matrix): Standardization {
  const { mean, variance } = varianceOf(points);
  const total = variance.reduce((sum, each) => sum + each, 0);
  const scale = Math.sqrt(squaredLength / Math.max(total, 1e-12));
  return { mean, scale: new Float32Array(points.columns).fill(scale) };
}
