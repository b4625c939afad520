import type { ClassifierKindName } from '../../shared/classifier-kinds.ts';
import { PretextError } from '../../shared/errors.ts';
import type { ScoresRecord } from '../../shared/training.ts';
import { scorePredictions } from '../learn/evaluate/scores.ts';
import type { RunRow } from '../store/runs.ts';
import { kindOf } from './data-kinds/registry.ts';
import { classifierOf, testImages } from './finetune.ts';
import type { Project } from './project.ts';
import { performJob } from './runs.ts';
import type { Services } from './services.ts';

export interface Evaluation {
  scores: Partial<Record<ClassifierKindName, ScoresRecord>>;
  classes: string[];
  problems: string[];
}

/**
 * Scores the models of a fine-tuning run on the project's test images, as they are now.
 * @throws {PretextError} `no-data` without labelled test images
 */
export async function evaluate(
  project: Project,
  run: RunRow,
  services: Services,
): Promise<Evaluation> {
  const dataset = project.dataset();
  const scores: Evaluation['scores'] = {};
  let classes: string[] = [];
  let problems: string[] = [];
  for (const model of project.store.models.ofRun(run.id)) {
    const { classifier } = classifierOf(project, run, model.kind);
    classes = classifier.classes;
    const images = testImages(project, dataset, classes);
    problems = images.problems;
    if (images.test === null) {
      const { many } = kindOf(dataset.preprocessing).noun;
      throw new PretextError('no-data', `There are no labelled test ${many}.`, {
        remedy: `Label some test ${many} first.`,
        next: { do: 'label-test', project: project.dir },
      });
    }
    const { probabilities } = await performJob<'predict'>(
      {
        kind: 'predict',
        predictor: { kind: 'saved', classifier },
        images: images.test.images,
        alike: null,
      },
      services,
    );
    const width = classes.length;
    const guesses = images.test.labels.map((_, i) => {
      const row = probabilities.slice(i * width, (i + 1) * width);
      return row.indexOf(Math.max(...row));
    });
    const { accuracyInterval, ...rest } = scorePredictions(guesses, images.test.labels, width);
    const [low, high] = accuracyInterval;
    scores[model.kind as ClassifierKindName] = { ...rest, accuracyInterval: [low, high] };
  }
  return { scores, classes, problems };
}
