import { writeFileSync } from 'node:fs';
import path from 'node:path';

/** A sample of sample data, by its name in the import, and its class. */
export interface Labelled {
  name: string;
  label: string;
}

/** Writes a CSV of labels beside this file. */
export function writeLabels(csv: string, samples: readonly Labelled[]): void {
  const lines = samples.map(({ name, label }) => `${name},${label}`);
  writeFileSync(path.join(import.meta.dirname, csv), `${['path,label', ...lines].join('\n')}\n`);
}

/** The first samples of each class, as many of each. */
export function firstOfClass(samples: readonly Labelled[], each: number): Labelled[] {
  const taken = new Map<string, number>();
  return samples.filter(({ label }) => {
    const before = taken.get(label) ?? 0;
    taken.set(label, before + 1);
    return before < each;
  });
}
