import type { pretextCalls } from '../../../shared/contract/pretext.ts';
import { PretextError } from '../../../shared/errors.ts';
import { trialPlan } from '../../learn/auto/candidates.ts';
import { enoughLabels } from '../../learn/auto/choose.ts';
import { encodersOf } from '../../learn/models/registry.ts';
import { optimizerNames } from '../../learn/optimizers/registry.ts';
import { encodersFor, standsAlone, suits } from '../../learn/pretext/needs.ts';
import type { PretextTask } from '../../learn/pretext/pretext-task.ts';
import { pretextTasks } from '../../learn/pretext/registry.ts';
import { encoderNamed, methodNamed } from '../../training/names.ts';
import { guessesOf, previewTask } from '../pretext-preview.ts';
import { recommend } from '../recommend.ts';
import { runById } from '../runs.ts';
import { trainingCount } from '../training-images.ts';
import { estimateBudget, trainingSpeed } from '../training-speed.ts';
import type { Handlers } from './handler.ts';

export const pretextHandlers: Handlers<keyof typeof pretextCalls> = {
  'pretext.tasks': async ({ project: id }, studio) => {
    const { project } = studio.projects.get(id);
    const { spec } = project.dataset();
    return {
      // A task that these samples make no sense for is not offered.
      tasks: Object.entries<PretextTask>(pretextTasks).flatMap(([name, task]) => {
        const { title, question, paper, defaults } = task;
        if (!suits(task, spec)) return [];
        const suited = encodersFor(task, spec.kind);
        const combines = !standsAlone(task);
        const shown = { name, title, question, paper, defaults: { ...defaults } };
        return [{ ...shown, encoders: suited, combines }];
      }),
      encoders: encodersOf(spec.kind),
      optimizers: [...optimizerNames],
      recommendation: await recommend(project, studio.speed),
    };
  },
  'pretext.preview': async ({ project: id, task, samples, seed }, studio) => {
    const { project } = studio.projects.get(id);
    methodNamed(task);
    const examples = await studio.quick((services) =>
      previewTask(project, task, samples, seed, services),
    );
    return {
      examples: examples.map(({ sample, images }) => ({
        sample,
        images: images.map(({ caption, png }) => ({ caption, png })),
      })),
    };
  },
  'pretext.guesses': async ({ project: id, run: number, samples, seed }, studio) => {
    const { project } = studio.projects.get(id);
    const run = runById(project, number);
    if (run.kind !== 'pretrain') {
      throw new PretextError('bad-usage', `Run ${number} is no pretraining.`);
    }
    return await studio.quick((services) => guessesOf(project, run, samples, seed, services));
  },
  'pretext.trials': ({ project: id, encoder, minutes }, studio) => {
    const { spec } = studio.projects.get(id).project.dataset();
    const time = { kind: 'minutes', minutes } as const;
    const { candidates, budget } = trialPlan(encoderNamed(encoder), spec, time);
    return {
      candidates: candidates.map((name) => ({ name, title: pretextTasks[name].title })),
      secondsEach: 60 * (budget.kind === 'minutes' ? budget.minutes : minutes),
      labelsWanted: enoughLabels,
    };
  },
  'pretext.estimate': ({ project: id, task, encoder, batchSize, ...time }, studio) => {
    const { project } = studio.projects.get(id);
    const wanted = { method: methodNamed(task), encoder: encoderNamed(encoder), batchSize };
    const speed = trainingSpeed(project, wanted, studio.speed);
    return estimateBudget(speed, trainingCount(project), batchSize, time);
  },
};
