import { packedBytes, packedLayout, type SampleSpec } from '../../../shared/sample-spec.ts';
import type { InputSpec } from '../engine/trace/inputs.ts';
import type { PackedRow } from './packed-source.ts';

/** Samples by index; none is in memory before it is asked for. */
export interface SampleSource {
  readonly count: number;
  /** What one of them is. */
  readonly spec: SampleSpec;
  /** Copies sample `index`, its bytes as packed, into `target` at `offset` bytes. */
  readInto(index: number, target: Uint8Array, offset: number): void;
  /** Where each sample is, when they are rows of packs: others can read them too. */
  readonly rows?: readonly PackedRow[];
  /** Number of the file that each sample was cut from; left out where each is a file of its own. */
  readonly fileOf?: Int32Array;
}

/** Samples as a network's graph is fed: bytes, whole numbers or numbers; see `sampleInput`. */
export type FedSamples = Uint8Array | Int32Array | Float32Array;

/** Some samples of another source, in the given order. */
export function subset(source: SampleSource, indices: ArrayLike<number>): SampleSource {
  const { rows, fileOf } = source;
  return {
    count: indices.length,
    spec: source.spec,
    ...(rows === undefined ? {} : { rows: Array.from(indices, (index) => rowAt(rows, index)) }),
    ...(fileOf === undefined ? {} : { fileOf: filesAt(fileOf, indices) }),
    readInto(index, target, offset) {
      const inner = indices[index];
      if (inner === undefined) throw new RangeError(`sample ${index} of ${indices.length}`);
      source.readInto(inner, target, offset);
    },
  };
}

function rowAt(rows: readonly PackedRow[], index: number): PackedRow {
  const row = rows[index];
  if (row === undefined) throw new RangeError(`sample ${index} of ${rows.length}`);
  return row;
}

/** Which files some samples were cut from. */
export function filesAt(fileOf: Int32Array, indices: ArrayLike<number>): Int32Array {
  return Int32Array.from(indices, (index) => {
    const file = fileOf[index];
    if (file === undefined) throw new RangeError(`sample ${index} of ${fileOf.length}`);
    return file;
  });
}

/** Of int16: a waveform is −1…1. */
const int16Scale = 1 / 32_768;

/** Reads samples, `[indices, …]`, end to end. A new array each time. */
export function readSamples(source: SampleSource, indices: ArrayLike<number>): FedSamples {
  const each = packedBytes(source.spec);
  const bytes = new Uint8Array(indices.length * each);
  for (let i = 0; i < indices.length; i++) source.readInto(indices[i] ?? -1, bytes, i * each);
  switch (packedLayout(source.spec).type) {
    case 'U8':
      return bytes;
    case 'I16':
      return Float32Array.from(new Int16Array(bytes.buffer), (value) => value * int16Scale);
    case 'I32':
      return new Int32Array(bytes.buffer);
    case 'F32':
      return new Float32Array(bytes.buffer);
  }
}

/** What a step takes batches of such samples as. */
export function sampleInput({ spec }: Pick<SampleSource, 'spec'>, batchSize: number): InputSpec {
  const { shape, type } = packedLayout(spec);
  const dtype = ({ U8: 'uint8', I16: 'float32', I32: 'int32', F32: 'float32' } as const)[type];
  return { dtype, shape: [batchSize, ...shape] };
}

/** Index ranges that cover a source in order, for passes over everything. */
export function* consecutiveBatches(count: number, batchSize: number): Generator<Int32Array> {
  for (let begin = 0; begin < count; begin += batchSize) {
    const size = Math.min(batchSize, count - begin);
    yield Int32Array.from({ length: size }, (_, i) => begin + i);
  }
}
