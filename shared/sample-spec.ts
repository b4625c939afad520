import { z } from 'zod';

/** Kinds of data. */
export const dataKindNames = ['images', 'text', 'audio', 'video', 'tables'] as const;
export type DataKindName = (typeof dataKindNames)[number];

const size = z.int().positive();
const channels = z.union([z.literal(1), z.literal(3)]);

/** What one sample of a data set is, as it is packed: all of a data set are alike. */
export const sampleSpecSchema = z.discriminatedUnion('kind', [
  /** Pixels, uint8 `[height, width, channels]`. */
  z.strictObject({ kind: z.literal('images'), height: size, width: size, channels }),
  /** Tokens of a vocabulary, int32 `[length]`; of a word there are `tokensPerWord` in the mean, as far as known. */
  z.strictObject({
    kind: z.literal('text'),
    length: size,
    vocabulary: size,
    tokensPerWord: z.number().positive().optional(),
  }),
  /** A waveform at `rate` values a second, int16 `[samples]`. */
  z.strictObject({ kind: z.literal('audio'), samples: size, rate: size }),
  /** Frames one after the other as channels, uint8 `[height, width, frames · channels]`. */
  z.strictObject({ kind: z.literal('video'), frames: size, height: size, width: size, channels }),
  /** Features, float32, as many in a row for each column as `groups` says. */
  z.strictObject({ kind: z.literal('tables'), groups: z.array(size).min(1) }),
]);
export type SampleSpec = z.infer<typeof sampleSpecSchema>;
export type SpecOf<Kind extends DataKindName> = Extract<SampleSpec, { kind: Kind }>;

/** Numbers as they are packed. */
type PackedType = 'U8' | 'I16' | 'I32' | 'F32';

/** Shape and type of one sample in a pack. */
export function packedLayout(spec: SampleSpec): { shape: readonly number[]; type: PackedType } {
  switch (spec.kind) {
    case 'images':
      return { shape: [spec.height, spec.width, spec.channels], type: 'U8' };
    case 'text':
      return { shape: [spec.length], type: 'I32' };
    case 'audio':
      return { shape: [spec.samples], type: 'I16' };
    case 'video':
      return { shape: [spec.height, spec.width, spec.frames * spec.channels], type: 'U8' };
    case 'tables':
      return { shape: [spec.groups.reduce((sum, each) => sum + each, 0)], type: 'F32' };
  }
}

const bytesOfType: Readonly<Record<PackedType, number>> = { U8: 1, I16: 2, I32: 4, F32: 4 };

/** Bytes of one sample in a pack. */
export function packedBytes(spec: SampleSpec): number {
  const { shape, type } = packedLayout(spec);
  return shape.reduce((product, each) => product * each, 1) * bytesOfType[type];
}

/** A specification of a kind that is known. @throws {RangeError} when it is of another kind */
export function specOfKind<Kind extends DataKindName>(spec: SampleSpec, kind: Kind): SpecOf<Kind> {
  if (spec.kind !== kind) throw new RangeError(`${kind} are asked for, not ${spec.kind}`);
  return spec as SpecOf<Kind>;
}
