import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { z } from 'zod';
import { pretext } from './cli.ts';

/** What `pretext run --json` answers, whatever the kind of data. */
export const runReportSchema = z.object({
  project: z.string(),
  samples: z.object({ imported: z.int(), skipped: z.int(), duplicates: z.int() }),
  labels: z.object({ train: z.int(), test: z.int(), problems: z.array(z.string()) }),
  pretrain: z.object({ method: z.string(), encoder: z.string(), steps: z.int() }),
  scores: z.record(z.string(), z.object({ accuracy: z.number() })),
  best: z.string(),
  exports: z.array(z.object({ format: z.string(), path: z.string() })),
});
export type RunReport = z.infer<typeof runReportSchema>;

/** Writes a file of labels. @param rows as they stand in it: `path,label` @returns where it is */
export function writeLabels(dir: string, name: string, rows: readonly string[]): string {
  const file = path.join(dir, name);
  writeFileSync(file, ['path,label', ...rows].join('\n'));
  return file;
}

const predictionsSchema = z.object({
  predictions: z.array(z.object({ path: z.string(), label: z.string(), confidence: z.number() })),
});
type Predictions = z.infer<typeof predictionsSchema>['predictions'];

/** What a project or an export predicts of some data. */
export async function predictionsOf(model: string, data: string): Promise<Predictions> {
  const answer = await pretext(['predict', model, data, '--format', 'json', '--json']);
  expect(answer.code, answer.stderr).toBe(0);
  return predictionsSchema.parse(answer.json).predictions;
}

/** Expects an export to say what its project says. @param digits that confidences agree in */
export function expectSame(theirs: Predictions, ours: Predictions, digits: number): void {
  for (const [i, { label, confidence }] of ours.entries()) {
    expect(theirs[i]?.label).toBe(label);
    expect(theirs[i]?.confidence).toBeCloseTo(confidence, digits);
  }
}
