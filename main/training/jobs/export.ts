import path from 'node:path';
import { exporters } from '../../learn/export/registry.ts';
import { exportVerified } from '../../learn/export/verify.ts';
import { disposeClassifier } from '../../learn/finetune/stages.ts';
import { withImages } from '../images.ts';
import type { Job } from '../job-context.ts';
import { formatNamed } from '../names.ts';
import { loadClassifier } from '../saved-classifier.ts';

export const exportJob: Job<'export'> = async (spec) =>
  await withImages(spec.samples, async (samples) => {
    const format = formatNamed(spec.format);
    const { fileName, input, loader, title } = exporters[format];
    const file = path.join(spec.dir, fileName);
    const model = loadClassifier(spec.classifier);
    try {
      const maxAbsDifference = await exportVerified(model, format, file, samples);
      return { file, maxAbsDifference, input: input(model.spec), loader: loader(model), title };
    } finally {
      disposeClassifier(model);
    }
  });
