import { z } from 'zod';
import { call, nothing } from './call.ts';
import { filePath } from './primitives.ts';

/** What a person has chosen for all projects. */

export const settings = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']),
  /** Threads an operation may use; null leaves it to the engine. */
  threads: z.int().min(1).max(1024).nullable(),
  /** Where new projects are made. */
  projectsFolder: filePath,
  /** BCP 47, such as `en` or `de-AT`. */
  language: z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/),
});
export type Settings = z.infer<typeof settings>;

export const settingsCalls = {
  'settings.get': call(nothing, settings),
  /** Changes what is given. */
  'settings.set': call(settings.partial(), settings),
};
