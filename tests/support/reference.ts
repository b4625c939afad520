import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** Numbers from PyTorch, scikit-learn and numpy: see `tests/fixtures/reference/make.py`. */
const file = path.join(import.meta.dirname, '../fixtures/reference/reference.json');

const row = z.array(z.number());
const matrix = z.array(row);
const map = z.array(z.array(matrix));
/** Of a linear layer `[in, out]`, of a normalization a vector. */
const weights = z.record(z.string(), z.object({ weight: z.union([matrix, row]), bias: row }));

const twoViews = z.object({ first: matrix, second: matrix, loss: z.number() });

export const reference = z
  .object({
    nt_xent: z.object({ first: matrix, second: matrix, temperature: z.number(), loss: z.number() }),
    vicreg: twoViews.extend({
      invariance: z.number(),
      variance: z.number(),
      covariance: z.number(),
    }),
    barlow_twins: twoViews.extend({ redundancy: z.number() }),
    negative_cosine: twoViews,
    normalized_mse: twoViews,
    dino: z.object({
      student: z.array(matrix),
      teacher: z.array(matrix),
      centre: row,
      temperatures: z.object({ student: z.number(), teacher: z.number() }),
      loss: z.number(),
    }),
    class_shares: z.object({
      hidden: matrix,
      labels: z.array(z.int()),
      scores: matrix,
      shares: row,
      counted: row,
    }),
    moving_average: z.object({
      start: z.number(),
      weights: row,
      momentum: z.number(),
      taus: row,
      end: z.number(),
    }),
    cross_entropy: z.object({
      logits: matrix,
      classes: row,
      per_sample: row,
      soft: matrix,
      soft_loss: z.number(),
    }),
    batch_norm: z.object({
      x: map,
      gamma: row,
      beta: row,
      weights: map,
      y: map,
      dx: map,
      dgamma: row,
      dbeta: row,
      running_mean: row,
      running_var: row,
    }),
    optimizers: z.object({
      start: row,
      gradients: matrix,
      learning_rate: z.number(),
      weight_decay: z.number(),
      sgd: row,
      adam: row,
      adamw: row,
    }),
    scores: z.object({
      truth: row,
      guess: row,
      accuracy: z.number(),
      macro_f1: z.number(),
      precision: row,
      recall: row,
      f1: row,
      support: row,
      confusion: matrix,
    }),
    logistic_regression: z.object({
      features: matrix,
      labels: row,
      penalty: z.number(),
      fresh: matrix,
      probabilities: matrix,
    }),
    embedding_health: z.object({
      first: matrix,
      second: matrix,
      embedding_std: z.number(),
      effective_rank: z.number(),
      alignment: z.number(),
      uniformity: z.number(),
    }),
    view_retrieval: z.object({ first: matrix, second: matrix, share: z.number() }),
    convolutions: z.array(
      z.object({
        side: z.number(),
        x: map,
        y: map,
        weights: map,
        dx: map,
        kernels: z.record(z.string(), map),
        gradients: z.record(z.string(), map),
      }),
    ),
    propagation: z.object({
      points: matrix,
      neighbours: z.number(),
      weights: matrix,
      rows: row,
      labels: row,
      poisson: matrix,
      priors: row,
      poisson_with_priors: matrix,
      laplace: matrix,
      prototypes: matrix,
    }),
    digits: z.object({ images: matrix, labels: row }),
    calibration: z.object({
      logits: matrix,
      labels: row,
      temperature: z.number(),
      nll_before: z.number(),
      nll_after: z.number(),
      ece_before: z.number(),
      ece_after: z.number(),
      curve_accuracy: row,
      curve_confidence: row,
    }),
    binomial_tail: z.array(
      z.object({ successes: z.number(), trials: z.number(), share: z.number(), tail: z.number() }),
    ),
    mahalanobis: z.object({ points: matrix, fresh: matrix, distances: row }),
    cluster_agreement: z.object({
      first: row,
      second: row,
      adjusted_rand: z.number(),
      mutual_information: z.number(),
      adjusted_mutual_information: z.number(),
      purity: z.number(),
    }),
    hdbscan: z.object({
      points: matrix,
      runs: z.array(
        z.object({
          min_cluster_size: z.number(),
          min_samples: z.number(),
          labels: row,
          strengths: row,
        }),
      ),
    }),
    silhouette: z.object({ assignments: z.array(row), means: row }),
    mean_distance: z.object({ neighbours: z.number(), distances: row }),
    transformer_block: z.object({
      features: z.number(),
      heads: z.number(),
      x: z.array(matrix),
      y: z.array(matrix),
      weights: z.array(matrix),
      dx: z.array(matrix),
      parameters: weights,
      gradients: weights,
    }),
    patch_normalized_mse: z.object({
      prediction: z.array(matrix),
      target: z.array(matrix),
      hidden: matrix,
      loss: z.number(),
      gradient: z.array(matrix),
    }),
    rebalanced_cross_entropy: z.object({
      logits: matrix,
      classes: row,
      lam: z.number(),
      loss: z.number(),
      gradient: matrix,
    }),
    fix_match: z.object({
      weak: matrix,
      strong: matrix,
      threshold: z.number(),
      sure: z.number(),
      loss: z.number(),
      gradient: matrix,
    }),
    quantization: z.object({
      points: matrix,
      centres: matrix,
      nearest: row,
      loss: z.number(),
      gradient: matrix,
    }),
    mixup_shares: z.object({ alpha: z.number(), at: row, quantiles: row }),
  })
  .parse(JSON.parse(readFileSync(file, 'utf8')));
