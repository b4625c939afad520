import { PretextError } from '../../../shared/errors.ts';
import type { NamedTensor } from '../../files/safetensors.ts';
import { type Matrix, rowOf } from '../data/matrix.ts';
import type { Tree } from './grow-tree.ts';

const tensorNames = ['feature', 'threshold', 'left', 'right', 'value', 'root', 'baseline'] as const;

/**
 * Trees whose sum is a score: gradient boosting (Friedman 2001). With k classes, tree t adds to the score of class
 * t mod k; with two classes there is one score, of the second one; a regression has one, which is the value.
 */
export class BoostedTrees {
  /** 0: a regression. */
  readonly classes: number;
  /** Of a row. */
  readonly features: number;
  /** Score before any tree, `[scores]`. */
  readonly #baseline: Float32Array;
  /** Node of the root of each tree. */
  readonly #roots: Int32Array;
  readonly #feature: Int32Array;
  readonly #threshold: Float32Array;
  readonly #left: Int32Array;
  readonly #right: Int32Array;
  readonly #value: Float32Array;

  private constructor(classes: number, features: number, tensors: TreeTensors) {
    this.classes = classes;
    this.features = features;
    this.#baseline = tensors.baseline;
    this.#roots = tensors.root;
    this.#feature = tensors.feature;
    this.#threshold = tensors.threshold;
    this.#left = tensors.left;
    this.#right = tensors.right;
    this.#value = tensors.value;
  }

  /** @param rate what the values of leaves are multiplied with */
  static of(
    trees: readonly Tree[],
    baseline: Float32Array,
    rate: number,
    classes: number,
    features: number,
  ): BoostedTrees {
    const roots: number[] = [];
    const nodes: Tree = { features: [], thresholds: [], left: [], right: [], values: [] };
    for (const tree of trees) {
      const root = nodes.features.length;
      roots.push(root);
      const moved = (node: number): number => (node < 0 ? node : node + root);
      nodes.features.push(...tree.features);
      nodes.thresholds.push(...tree.thresholds);
      nodes.left.push(...tree.left.map(moved));
      nodes.right.push(...tree.right.map(moved));
      nodes.values.push(...tree.values.map((value) => value * rate));
    }
    return new BoostedTrees(classes, features, {
      baseline,
      root: Int32Array.from(roots),
      feature: Int32Array.from(nodes.features),
      threshold: Float32Array.from(nodes.thresholds),
      left: Int32Array.from(nodes.left),
      right: Int32Array.from(nodes.right),
      value: Float32Array.from(nodes.values),
    });
  }

  /** Probabilities `[rows, classes]`, or of a regression the values, `[rows, 1]`. */
  predict(features: Matrix): Matrix {
    if (features.columns !== this.features) {
      throw new Error(`rows of ${features.columns} features, but trees of ${this.features}`);
    }
    const scores = this.#baseline.length;
    const columns = Math.max(1, this.classes);
    const values = new Float32Array(features.rows * columns);
    const sums = new Float64Array(scores);
    for (let row = 0; row < features.rows; row++) {
      const cells = rowOf(features, row);
      sums.set(this.#baseline);
      for (let tree = 0; tree < this.#roots.length; tree++) {
        (sums[tree % scores] as number) += this.#leafValue(cells, this.#roots[tree] ?? 0);
      }
      values.set(this.classes === 0 ? sums : probabilities(sums), row * columns);
    }
    return { rows: features.rows, columns, values };
  }

  #leafValue(cells: Float32Array, root: number): number {
    let node = root;
    for (;;) {
      const feature = this.#feature[node] as number;
      if (feature < 0) return this.#value[node] as number;
      const isLeft = (cells[feature] as number) <= (this.#threshold[node] as number);
      node = (isLeft ? this.#left[node] : this.#right[node]) as number;
    }
  }

  /** For a safetensors file. */
  tensors(): Map<string, NamedTensor> {
    const vector = (data: Int32Array | Float32Array): NamedTensor => ({
      dtype: data instanceof Int32Array ? 'I32' : 'F32',
      shape: [data.length],
      data,
    });
    return new Map<string, NamedTensor>([
      ['trees/feature', vector(this.#feature)],
      ['trees/threshold', vector(this.#threshold)],
      ['trees/left', vector(this.#left)],
      ['trees/right', vector(this.#right)],
      ['trees/value', vector(this.#value)],
      ['trees/root', vector(this.#roots)],
      ['trees/baseline', vector(this.#baseline)],
      ['trees/size', vector(Int32Array.of(this.classes, this.features))],
    ]);
  }

  /**
   * What `tensors` gave; the file may be anybody's, so every index is checked, and children come after their
   * parents: no walk goes in circles.
   *
   * @throws {PretextError} `corrupt-file`
   */
  static fromTensors(tensors: ReadonlyMap<string, NamedTensor>): BoostedTrees {
    const fail = (what: string): PretextError =>
      new PretextError('corrupt-file', `The file of a model of trees is damaged: ${what}.`, {
        remedy: 'Train the model anew.',
      });
    const integers = (name: string): Int32Array => {
      const data = tensors.get(`trees/${name}`)?.data;
      if (!(data instanceof Int32Array)) throw fail(`it has no whole numbers called ${name}`);
      return data;
    };
    const floats = (name: string): Float32Array => {
      const data = tensors.get(`trees/${name}`)?.data;
      if (!(data instanceof Float32Array)) throw fail(`it has no numbers called ${name}`);
      return data;
    };
    const [classes = -1, features = -1] = integers('size');
    const nodes: TreeTensors = {
      feature: integers('feature'),
      threshold: floats('threshold'),
      left: integers('left'),
      right: integers('right'),
      value: floats('value'),
      root: integers('root'),
      baseline: floats('baseline'),
    };
    const problem = findProblem(nodes, classes, features);
    if (problem !== null) throw fail(problem);
    return new BoostedTrees(classes, features, nodes);
  }
}

interface TreeTensors extends Record<(typeof tensorNames)[number], Int32Array | Float32Array> {
  feature: Int32Array;
  threshold: Float32Array;
  left: Int32Array;
  right: Int32Array;
  value: Float32Array;
  root: Int32Array;
  baseline: Float32Array;
}

function findProblem(nodes: TreeTensors, classes: number, features: number): string | null {
  const { feature, threshold, left, right, value, root, baseline } = nodes;
  const count = feature.length;
  if ([threshold, left, right, value].some(({ length }) => length !== count)) {
    return 'its lists have different lengths';
  }
  if (classes < 0 || classes === 1 || features < 1) return 'it has no classes or no features';
  if (baseline.length !== (classes > 2 ? classes : 1)) return 'its classes do not fit its scores';
  if (root.some((node) => node < 0 || node >= count)) return 'a tree has no root';
  for (let node = 0; node < count; node++) {
    const at = feature[node] as number;
    if (at >= features) return 'a tree asks for a feature that is not there';
    if (at < 0) continue;
    for (const child of [left[node] as number, right[node] as number]) {
      if (child <= node || child >= count) return 'a tree leads nowhere';
    }
  }
  return null;
}

/** Softmax of the scores of each class; of one score, the sigmoid and its rest. */
function probabilities(scores: Float64Array): Float64Array {
  if (scores.length === 1) {
    const second = 1 / (1 + Math.exp(-(scores[0] ?? 0)));
    return Float64Array.of(1 - second, second);
  }
  const most = scores.reduce((best, score) => Math.max(best, score), -Infinity);
  const powers = scores.map((score) => Math.exp(score - most));
  const sum = powers.reduce((all, power) => all + power, 0);
  return powers.map((power) => power / sum);
}
