import type { DataKindName, SampleSpec } from '../../../shared/sample-spec.ts';
import { modelInputNames } from '../../../shared/usage-code/model-input-names.ts';

interface ModelInput {
  shape: string;
  values: string;
}

const pixels = '0…255; scaling is inside the model';
const inputs: Readonly<Record<DataKindName, ModelInput>> = {
  images: { shape: '[batch, height, width, channels]', values: pixels },
  text: { shape: '[batch, length]', values: 'numbers of tokens' },
  audio: { shape: '[batch, samples]', values: '−1…1' },
  video: { shape: '[batch, height, width, frames · channels]', values: pixels },
  tables: { shape: '[batch, features]', values: 'columns as features' },
};

/** Names that an export's input may have. */
export const inputNames = Object.values(modelInputNames);

/** Name of an export's input. */
export const inputNameOf = ({ kind }: SampleSpec): string => modelInputNames[kind];

/** How an export takes samples, in words. @param dtype of its input */
export function inputText({ kind }: SampleSpec, dtype: string): string {
  const { shape, values } = inputs[kind];
  return `${dtype} ${shape}, ${values}`;
}
