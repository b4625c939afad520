import type { Job } from '../../../shared/contract/jobs.ts';
import type { PretrainChoices } from '../../../shared/contract/pretext.ts';
import type { runsCalls } from '../../../shared/contract/runs.ts';
import { PretextError } from '../../../shared/errors.ts';
import { type FinetuneChoice, optionsOf } from '../finetune.ts';
import { keepGoing, resumePretraining, useAsItIs } from '../go-on.ts';
import { checkChoices, type PretrainOutcome, pretrain, recordOf } from '../pretrain.ts';
import { compareRuns, detailsOf, seriesOf, summaryOf } from '../run-details.ts';
import { finishedRun, removeRun, runById } from '../runs.ts';
import type { Services } from '../services.ts';
import type { OpenProject } from '../studio/open-projects.ts';
import type { Studio } from '../studio/studio.ts';
import { trainingCount } from '../training-images.ts';
import { batchOf } from '../training-speed.ts';
import { tune, tuneSentence } from '../tune.ts';
import type { Handlers } from './handler.ts';

export const runsHandlers: Handlers<keyof typeof runsCalls> = {
  'runs.list': ({ project: id, kind, status, starred, text }, studio) => {
    const { project } = studio.projects.get(id);
    const wanted = text?.trim().toLowerCase() ?? '';
    const runs = project.store.runs
      .all()
      .reverse()
      .map(summaryOf)
      .filter(
        (run) =>
          (kind === undefined || run.kind === kind) &&
          (status === undefined || run.status === status) &&
          (starred === undefined || run.starred === starred) &&
          `${run.run} ${run.title} ${run.note}`.toLowerCase().includes(wanted),
      );
    return { runs };
  },
  'runs.get': async ({ project: id, run, points }, studio) => {
    const { project } = studio.projects.get(id);
    return await detailsOf(project, runById(project, run), points);
  },
  'runs.startPretrain': async ({ project: id, choices }, studio) => {
    const open = studio.projects.get(id);
    const plain = plainChoices(choices);
    checkChoices(plain); // what is wrong with the settings is said before anything starts
    open.project.dataset();
    return await startPretraining(studio, open, (services) =>
      pretrain(open.project, plain, services),
    );
  },
  'runs.resume': async ({ project: id, run }, studio) => {
    const open = studio.projects.get(id);
    return await startPretraining(studio, open, (services) =>
      resumePretraining(open.project, run, services),
    );
  },
  'runs.keepGoing': async ({ project: id, run, minutes }, studio) => {
    const open = studio.projects.get(id);
    return await startPretraining(studio, open, (services) =>
      keepGoing(open.project, run, minutes, services),
    );
  },
  'runs.useAsItIs': async ({ project: id, run }, studio) => {
    const open = studio.projects.get(id);
    return await startPretraining(studio, open, (services) =>
      useAsItIs(open.project, run, services),
    );
  },
  'runs.finetune': async ({ project: id, run, ...choice }, studio) =>
    await startFinetuning(studio, studio.projects.get(id), run, choice),
  'runs.rerun': async ({ project: id, run: number, changes }, studio) => {
    const open = studio.projects.get(id);
    const run = runById(open.project, number);
    if (run.kind === 'finetune') {
      return await startFinetuning(studio, open, run.parent_run_id ?? number, {
        seed: changes.seed ?? run.seed,
        ...optionsOf(run),
      });
    }
    const before = recordOf(run).choices;
    const { task, ...others } = changes;
    // Another time takes the place of all that ended the run.
    const asked = others.minutes ?? others.steps;
    const { minutes, passes, steps } =
      asked === undefined ? { ...before, ...defined(others) } : others;
    const time = { minutes, passes, steps };
    // Another task has its own best settings: those of the run were the old one's.
    const kept =
      task === undefined || task === before.method
        ? before
        : { method: task, encoder: before.encoder, seed: before.seed };
    const choices = { ...kept, ...defined(others), ...time };
    checkChoices(choices);
    return await startPretraining(studio, open, (services) =>
      pretrain(open.project, choices, services),
    );
  },
  'runs.setNote': ({ project: id, run, note }, studio) => {
    const { project } = studio.projects.get(id);
    project.store.runs.setNote(runById(project, run).id, note);
    studio.events.changed(id, 'runs');
    return {};
  },
  'runs.setStar': ({ project: id, run, starred }, studio) => {
    const { project } = studio.projects.get(id);
    project.store.runs.setStar(runById(project, run).id, starred);
    studio.events.changed(id, 'runs');
    return {};
  },
  'runs.remove': async ({ project: id, run }, studio) => {
    const { project } = studio.projects.get(id);
    if (studio.jobs.list(id).some((job) => job.run === run && job.endedAt === null)) {
      throw new PretextError('busy', `A job works with run ${run}.`, {
        remedy: 'Wait until it has ended, or cancel it.',
      });
    }
    await removeRun(project, run);
    studio.events.changed(id, 'runs', 'exports');
    return {};
  },
  'runs.compare': ({ project: id, runs, points }, studio) => {
    const { project } = studio.projects.get(id);
    const chosen = runs.map((run) => runById(project, run));
    return {
      runs: chosen.map(summaryOf),
      rows: compareRuns(chosen),
      series: chosen.map((run) => ({
        run: run.id,
        series: seriesOf(project.store.runs.metrics(run.id), points),
      })),
    };
  },
};

/** In fewer steps, making the graph takes most of the time. */
const tellingSteps = 50;

async function startPretraining(
  studio: Studio,
  open: OpenProject,
  perform: (services: Services) => Promise<PretrainOutcome>,
): Promise<{ job: string; run: number }> {
  return await started(studio, open, 'pretrain', async (services) => {
    const { runId, config, result } = await perform(services);
    if (result.steps >= tellingSteps) {
      const { method, encoder } = config;
      const { spec } = open.project.dataset();
      const batchSize = batchOf(config.batchSize, trainingCount(open.project));
      const imagesPerSecond = result.samplesPerSecond;
      studio.rememberSpeed({ method, encoder, batchSize, spec, imagesPerSecond });
    }
    if (result.status === 'stopped') {
      throw new PretextError(
        'cancelled',
        `Stopped after ${result.steps} steps; run ${runId} is saved.`,
        {
          remedy: 'Resume it whenever you like, or use it as it is.',
        },
      );
    }
    return { kind: 'pretrain', run: runId, steps: result.steps, verdict: result.verdict };
  });
}

async function startFinetuning(
  studio: Studio,
  open: OpenProject,
  run: number,
  choice: FinetuneChoice,
): Promise<{ job: string; run: number }> {
  const pretrained = finishedRun(open.project, run, 'pretrain');
  return await started(studio, open, 'finetune', async (services) => {
    const outcome = await tune(open.project, pretrained, choice, services);
    for (const problem of outcome.problems) services.reporter.warn(problem);
    return { kind: 'finetune', run: outcome.runId, winner: tuneSentence(outcome) };
  });
}

async function started(
  studio: Studio,
  open: OpenProject,
  kind: 'pretrain' | 'finetune',
  work: (services: Services) => Promise<NonNullable<Job['result']>>,
): Promise<{ job: string; run: number }> {
  const { job, run } = studio.startJob({
    kind,
    project: open.id,
    async work(services) {
      try {
        return await work(services);
      } finally {
        studio.events.changed(open.id, 'runs');
      }
    },
  });
  return { job, run: await run };
}

function plainChoices({ task, ...rest }: PretrainChoices) {
  return { method: task, ...rest };
}

function defined<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
}
