import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { messageOf, PretextError } from '../../shared/errors.ts';
import { predictionIntervalSchema } from '../../shared/training.ts';
import type { UsedExport } from '../../shared/usage-code/usage-code.ts';
import { preprocessingSchema } from './preprocessing/preprocessing.ts';

/** Lies beside every exported model: all that is needed to use it. */
export const descriptionFile = 'pretext.json';

const descriptionSchema = z.object({
  format: z.string(),
  /** File name of the model, in the same folder. */
  model: z.string().regex(/^[\w.-]+$/),
  kind: z.string(),
  /** What opens the model, in the format's own runtime; older exports do not say. */
  loader: z.string().optional(),
  input: z.string(),
  output: z.string(),
  /** Two at least; none of a model that gives a number. */
  classes: z.array(z.string()).refine(({ length }) => length !== 1, 'one class is no choice'),
  preprocessing: preprocessingSchema,
  verified: z.object({ samples: z.int(), max_abs_difference: z.number() }),
  /** When it is better to say "unsure" than a class; older exports do not say. */
  unsure: z
    .object({
      /** Probability of the likeliest class, 0…1. */
      below: z.number().min(0).max(1),
      /** What that means, in a sentence. */
      note: z.string(),
    })
    .optional(),
  /** Of a model that gives a number: how far off it may be; null when it was not tried on labels enough. */
  interval: predictionIntervalSchema.extend({ note: z.string() }).nullable().optional(),
  created: z.string(),
  versions: z.record(z.string(), z.string()),
});
export type ExportDescription = z.infer<typeof descriptionSchema>;

/**
 * Reads the description of an export.
 * @param at the export's folder, or a file in it
 * @throws {PretextError} `not-found`, `corrupt-file`
 */
export function readDescription(at: string): { description: ExportDescription; modelFile: string } {
  const full = path.resolve(at);
  const dir = existsSync(full) && statSync(full).isDirectory() ? full : path.dirname(full);
  const file = path.join(dir, descriptionFile);
  if (!existsSync(file)) {
    throw new PretextError('not-found', `There is no ${descriptionFile} beside ${at}.`, {
      path: file,
      remedy: 'Name the folder of an export, with all its files.',
    });
  }
  try {
    const description = descriptionSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    return { description, modelFile: path.join(dir, description.model) };
  } catch (error) {
    throw new PretextError('corrupt-file', `${file} is damaged: ${messageOf(error)}`, {
      path: file,
      remedy: 'Export the model again.',
      cause: error,
    });
  }
}

/** What code needs to know of an export to use it. */
export const usedExport = ({
  format,
  loader,
  classes,
  preprocessing,
}: Pick<ExportDescription, 'format' | 'loader' | 'classes' | 'preprocessing'>): UsedExport => ({
  kind: preprocessing.kind,
  format,
  loader: loader ?? null,
  isNumber: classes.length === 0,
});
