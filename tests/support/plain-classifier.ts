import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Project } from '../../main/app/project.ts';
import { startRun } from '../../main/app/runs.ts';
import { trainingImages } from '../../main/app/training-images.ts';
import { compareClassifiers } from '../../main/learn/finetune/compare.ts';
import { Network } from '../../main/learn/models/network.ts';
import { encoderFor } from '../../main/learn/models/registry.ts';
import { writeWeights } from '../../main/learn/pretrain/checkpoint.ts';
import { openImages } from '../../main/training/images.ts';
import { saveClassifier } from '../../main/training/saved-classifier.ts';

/** Gives a project with labels a finished fine-tuning of one classifier that needs no pretraining: in a second, in place of minutes. */
export async function addPlainClassifier(
  project: Project,
  kind: 'mfcc' | 'pixels',
  encoderName: 'log-mel-conv' | 'small-conv',
): Promise<void> {
  const { id, spec } = project.dataset();
  const { samples, digest } = await trainingImages(project);
  const given = project.store.labels.all(id, 'train');
  const classes = [...new Set(given.map((each) => each.class_name))].sort();
  const labelOf = new Map(given.map((each) => [each.sample_id, classes.indexOf(each.class_name)]));
  const runId = startRun(project, {
    datasetId: id,
    parentRunId: null,
    kind: 'finetune',
    config: { classes, seed: 1, labels: given.length },
    seed: 1,
    dataDigest: digest,
  });
  const dir = project.path('runs', String(runId));
  mkdirSync(dir, { recursive: true });
  const weights = path.join(dir, 'encoder.safetensors');
  const encoder = new Network('encoder', encoderFor(encoderName, spec).graph, 1);
  writeWeights(weights, [encoder], { encoder: encoderName });
  encoder.dispose();
  const pool = openImages(project.rowsOf(samples));
  const file = path.join(dir, `${kind}.safetensors`);
  await compareClassifiers({
    encoder: encoderName,
    weights,
    pool,
    labelled: Int32Array.from(samples.keys()),
    labels: Int32Array.from(samples, (sample) => labelOf.get(sample.id) ?? 0),
    classes: classes.length,
    kinds: [kind],
    test: null,
    seed: 1,
    onTrained: (_, classifier) => saveClassifier(file, classifier),
  });
  pool.close();
  const model = { kind, file: project.relative(file), classes, scores: null, unsure: null };
  project.store.models.save(runId, model);
  const nothing = {
    scores: null,
    best: null,
    lead: {},
    estimates: {},
    rounds: [],
    calibration: {},
  };
  project.store.runs.end(runId, 'finished', {
    result: { ...nothing, chosen: { kind, over: null } },
    seconds: 1,
  });
}
