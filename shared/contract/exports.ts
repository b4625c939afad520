import { z } from 'zod';
import { dataKindNames } from '../sample-spec.ts';
import { call, nothing } from './call.ts';
import {
  exportId,
  filePath,
  inProject,
  registryName,
  runId,
  startedJob,
  time,
} from './primitives.ts';
import { modelKind } from './results.ts';

/** Models for other programs, each verified on real samples. */

const exported = z.strictObject({
  export: exportId,
  run: runId,
  kind: modelKind,
  format: registryName,
  /** The file that other programs open. */
  path: filePath,
  /** Bytes of it and of what lies beside it. */
  bytes: z.int().min(0),
  /** Largest difference of any probability from the app's own model; of numbers, as a share of the largest. */
  maxAbsDifference: z.number(),
  createdAt: time,
  /** Whether its files are no longer there. */
  missing: z.boolean(),
});
export type Export = z.infer<typeof exported>;

const oneExport = z.strictObject({ ...inProject, export: exportId });

export const exportsCalls = {
  'exports.formats': call(
    z.strictObject(inProject),
    z.strictObject({
      formats: z.array(
        z.strictObject({ name: registryName, title: z.string(), input: z.string() }),
      ),
    }),
  ),
  /** Writes and verifies. A job. */
  'exports.start': call(
    z.strictObject({
      ...inProject,
      run: runId,
      /** The best of the run when left out. */
      kind: modelKind.optional(),
      formats: z.array(registryName).min(1).max(16),
      /** Folder to write into; one in the project when null. */
      folder: filePath.nullable(),
    }),
    startedJob,
  ),
  /** Newest first. */
  'exports.list': call(z.strictObject(inProject), z.strictObject({ exports: z.array(exported) })),
  'exports.get': call(
    oneExport,
    exported.extend({
      /** What opens the file, in the format's own runtime; null in older exports. */
      loader: z.string().nullable(),
      /** What it takes. */
      dataKind: z.enum(dataKindNames),
      /** None of a model that gives numbers. */
      classes: z.array(z.string()),
      /** Samples that it was verified on. */
      verifiedSamples: z.int(),
      files: z.array(z.strictObject({ name: z.string(), bytes: z.int() })),
      /** Markdown. */
      modelCard: z.string(),
    }),
  ),
  /** Shows the folder in the system's file manager. @throws `unsupported` in a shell without one */
  'exports.reveal': call(oneExport, nothing),
  /** Begins to drag an export's files out of the window. @throws `unsupported` in a shell that cannot */
  'exports.drag': call(oneExport, nothing),
};
