import type { DataKindName, SampleSpec } from '../../../shared/sample-spec.ts';

interface ModelInput {
  /** Of the input in a model. */
  name: string;
  shape: string;
  values: string;
}

const pixels = '0…255; scaling is inside the model';
const inputs: Readonly<Record<DataKindName, ModelInput>> = {
  images: { name: 'images', shape: '[batch, height, width, channels]', values: pixels },
  text: { name: 'tokens', shape: '[batch, length]', values: 'numbers of tokens' },
  audio: { name: 'waveforms', shape: '[batch, samples]', values: '−1…1' },
  video: { name: 'clips', shape: '[batch, height, width, frames · channels]', values: pixels },
  tables: { name: 'rows', shape: '[batch, features]', values: 'columns as features' },
};

/** Names that an export's input may have. */
export const inputNames = Object.values(inputs).map(({ name }) => name);

/** Name of an export's input. */
export const inputNameOf = ({ kind }: SampleSpec): string => inputs[kind].name;

/** How an export takes samples, in words. @param dtype of its input */
export function inputText({ kind }: SampleSpec, dtype: string): string {
  const { shape, values } = inputs[kind];
  return `${dtype} ${shape}, ${values}`;
}
