import path from 'node:path';
import { expect } from 'vitest';
import type { SampleSource } from '../../main/learn/data/sample-source.ts';
import { exporters, exportFormats } from '../../main/learn/export/registry.ts';
import { exportVerified } from '../../main/learn/export/verify.ts';
import { disposeClassifier } from '../../main/learn/finetune/stages.ts';
import { loadClassifier } from '../../main/training/saved-classifier.ts';
import type { ClassifierKindName } from '../../shared/classifier-kinds.ts';

interface Saved {
  /** Where each kind is saved by its name, and exports go. */
  dir: string;
  encoder: string;
  classes: readonly string[];
  /** What exports are verified on. */
  pool: SampleSource;
  /** What the description of an export's input says. */
  input?: string;
}

/** Expects each saved classifier to be exported to every format, and the exports to say what it says. */
export async function expectExported(
  kinds: readonly ClassifierKindName[],
  { dir, encoder, classes, pool, input = '' }: Saved,
): Promise<void> {
  for (const kind of kinds) {
    const saved = { kind, encoder, weights: path.join(dir, `${kind}.safetensors`) };
    const model = loadClassifier({ ...saved, spec: pool.spec, classes: [...classes] });
    for (const format of exportFormats) {
      const file = path.join(dir, kind, format, exporters[format].fileName);
      const difference = await exportVerified(model, format, file, pool);
      expect(difference, `${kind}, ${format}`).toBeLessThan(1e-4);
      expect(exporters[format].input(pool.spec)).toContain(input);
    }
    disposeClassifier(model);
  }
}
