import path from 'node:path';
import type { ClassifierKindName } from '../../shared/classifier-kinds.ts';
import { type NamedTensor, readSafetensors, writeSafetensors } from '../files/safetensors.ts';
import type { Matrix } from '../learn/data/matrix.ts';

/**
 * What each classifier of a fine-tuning said of each test image: `sample_ids` and `labels` `[images]`, and
 * `probabilities/KIND` `[images, classes]`.
 */
export function testPredictionsFile(modelDir: string): string {
  return path.join(modelDir, 'test-predictions.safetensors');
}

export function writeTestPredictions(
  modelDir: string,
  test: { sampleIds: readonly number[]; labels: readonly number[] },
  probabilities: Partial<Record<ClassifierKindName, Matrix>>,
): void {
  const column = (values: readonly number[]): NamedTensor => ({
    dtype: 'I32',
    shape: [values.length],
    data: Int32Array.from(values),
  });
  const tensors = new Map<string, NamedTensor>([
    ['sample_ids', column(test.sampleIds)],
    ['labels', column(test.labels)],
  ]);
  for (const [kind, { rows, columns, values }] of Object.entries(probabilities)) {
    tensors.set(`probabilities/${kind}`, { dtype: 'F32', shape: [rows, columns], data: values });
  }
  writeSafetensors(testPredictionsFile(modelDir), tensors);
}

export interface TestPredictions {
  sampleIds: Int32Array;
  /** Index of the true class of each. */
  labels: Int32Array;
  probabilities: ReadonlyMap<string, Matrix>;
}

/** @throws {PretextError} `corrupt-file`, `not-found` */
export function readTestPredictions(modelDir: string): TestPredictions {
  const { tensors } = readSafetensors(testPredictionsFile(modelDir));
  const ints = (name: string): Int32Array => {
    const data = tensors.get(name)?.data;
    return data instanceof Int32Array ? data : new Int32Array();
  };
  const probabilities = new Map<string, Matrix>();
  for (const [name, { shape, data }] of tensors) {
    const [rows = 0, columns = 0] = shape;
    if (!name.startsWith('probabilities/') || !(data instanceof Float32Array)) continue;
    probabilities.set(name.slice('probabilities/'.length), { rows, columns, values: data });
  }
  return { sampleIds: ints('sample_ids'), labels: ints('labels'), probabilities };
}
