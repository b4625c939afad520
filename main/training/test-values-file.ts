import path from 'node:path';
import type { RegressorKindName } from '../../shared/regressor-kinds.ts';
import { type NamedTensor, readSafetensors, writeSafetensors } from '../files/safetensors.ts';

/** What each regressor of a fine-tuning said of each test sample: `sample_ids`, `targets` and `values/KIND`, all `[samples]`. */
export function testValuesFile(modelDir: string): string {
  return path.join(modelDir, 'test-values.safetensors');
}

export function writeTestValues(
  modelDir: string,
  test: { sampleIds: readonly number[]; targets: readonly number[] },
  values: Partial<Record<RegressorKindName, Float32Array>>,
): void {
  const { length } = test.sampleIds;
  const numbers = (data: Float32Array): NamedTensor => ({ dtype: 'F32', shape: [length], data });
  const ids: NamedTensor = {
    dtype: 'I32',
    shape: [length],
    data: Int32Array.from(test.sampleIds),
  };
  writeSafetensors(
    testValuesFile(modelDir),
    new Map<string, NamedTensor>([
      ['sample_ids', ids],
      ['targets', numbers(Float32Array.from(test.targets))],
      ...Object.entries(values).map(
        ([kind, data]) => [`values/${kind}`, numbers(data)] as [string, NamedTensor],
      ),
    ]),
  );
}

export interface TestValues {
  sampleIds: Int32Array;
  /** The label of each. */
  targets: Float32Array;
  /** By kind of regressor. */
  values: ReadonlyMap<string, Float32Array>;
}

/** @throws {PretextError} `corrupt-file`, `not-found` */
export function readTestValues(modelDir: string): TestValues {
  const { tensors } = readSafetensors(testValuesFile(modelDir));
  const ids = tensors.get('sample_ids')?.data;
  const targets = tensors.get('targets')?.data;
  const values = new Map<string, Float32Array>();
  for (const [name, { data }] of tensors) {
    if (!name.startsWith('values/') || !(data instanceof Float32Array)) continue;
    values.set(name.slice('values/'.length), data);
  }
  return {
    sampleIds: ids instanceof Int32Array ? ids : new Int32Array(),
    targets: targets instanceof Float32Array ? targets : new Float32Array(),
    values,
  };
}
