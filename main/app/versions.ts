import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { TENSORFLOW_VERSION } from '../learn/engine/install/platform.ts';

const packageSchema = z.object({
  version: z.string(),
  dependencies: z.record(z.string(), z.string()),
});
const manifest = packageSchema.parse(
  JSON.parse(readFileSync(path.join(import.meta.dirname, '../../package.json'), 'utf8')),
);

/** This program's version. */
export const codeVersion = manifest.version;

/** What computes: kept with every run. */
export const engineVersion = `TensorFlow ${TENSORFLOW_VERSION}, tfjs-node ${(manifest.dependencies['@tensorflow/tfjs-node'] ?? '').replace('^', '')}`;

/** What it computes on. */
export function deviceName(): string {
  const all = cpus();
  return `${all[0]?.model.trim() ?? 'CPU'} × ${all.length}`;
}
