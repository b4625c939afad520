import { z } from 'zod';
import { errorCodes } from '../errors.ts';

/** Pieces that several nouns share. Every text and list has a bound: what crosses a boundary may be hostile. */

/** Most samples that one call may name. */
export const maxSamples = 1_000_000;

/** Names an open or recent project: 16 hexadecimal digits, the same for the same folder on each start. */
export const projectId = z.string().regex(/^[0-9a-f]{16}$/);
export const sampleId = z.int().positive();
export const runId = z.int().positive();
export const classId = z.int().positive();
export const exportId = z.int().positive();
/** Names a job for as long as the app runs. */
export const jobId = z.string().regex(/^[0-9a-f]{16}$/);
/** Names a batch of uploaded files; see `wire.ts`. */
export const uploadId = z.string().regex(/^[0-9a-f]{32}$/);

export const inProject = { project: projectId };

/** A path on the machine that the app runs on. */
export const filePath = z
  .string()
  .min(1)
  .max(4096)
  .refine((text) => !text.includes('\0'), 'A path cannot hold a zero byte.');
/** A name that a person gives: a project's, a class's. */
export const displayName = z
  .string()
  .trim()
  .min(1)
  .max(200)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
  .refine((text) => !/[\u0000-\u001f\u007f]/.test(text), 'A name is one line of plain text.');
export const searchText = z.string().max(500);
/** A name in a registry: a pretext task, an encoder, an export format. */
export const registryName = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/);
/** A pretext task, or two with a share each: `simclr`, `simclr+rotation`, `simclr:0.7+rotation:0.3`. */
export const methodName = z
  .string()
  .max(160)
  .regex(/^[a-z0-9][a-z0-9_-]{0,63}(:[0-9.]{1,8})?(\+[a-z0-9][a-z0-9_-]{0,63}(:[0-9.]{1,8})?)?$/);
/** ISO 8601, UTC. */
export const time = z.string();

/** Ids as they travel: 4 bytes each. */
export const idArray = z.custom<Int32Array>((value) => value instanceof Int32Array);
export const floatArray = z.custom<Float32Array>((value) => value instanceof Float32Array);
/** Bytes of a file, such as a PNG. */
export const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/** Samples that a call names; as a list, or packed. */
export const sampleIds = z.union([
  z.array(sampleId).max(maxSamples),
  z.custom<Int32Array>(
    (ids) => ids instanceof Int32Array && ids.length <= maxSamples && ids.every((id) => id > 0),
    'These are no samples.',
  ),
]);

export const split = z.enum(['train', 'test']);
export const sampleStatus = z.enum(['ready', 'duplicate', 'skipped', 'excluded']);

export const window = {
  offset: z.int().min(0).max(100_000_000),
  limit: z.int().min(1).max(1000),
};

/** An error as a person may see it: what happened, what to do, which file. */
export const problem = z.strictObject({
  code: z.enum(errorCodes),
  message: z.string(),
  remedy: z.string().nullable(),
  path: z.string().nullable(),
});
export type Problem = z.infer<typeof problem>;

/** 95 % interval. */
export const interval = z.tuple([z.number(), z.number()]);

export const pathSource = z.strictObject({ kind: z.literal('path'), path: filePath });
/** Where data comes from: a path here, or files that a browser has sent. */
export const source = z.discriminatedUnion('kind', [
  pathSource,
  z.strictObject({ kind: z.literal('upload'), upload: uploadId }),
]);
export const sources = z.array(source).min(1).max(1000);
export type Source = z.infer<typeof source>;

/** What each call that starts a job gives back; progress comes as events. */
export const startedJob = z.strictObject({ job: jobId });
/** As `startedJob`, of a job that has a record in the project from its first moment. */
export const startedRun = z.strictObject({ job: jobId, run: runId });
