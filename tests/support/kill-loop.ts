import Database from 'better-sqlite3';
import { resumePretraining } from '../../main/app/go-on.ts';
import { importData } from '../../main/app/import-data.ts';
import { labelFromCsv } from '../../main/app/label-data.ts';
import { pretrain } from '../../main/app/pretrain.ts';
import { Project } from '../../main/app/project.ts';
import { silentReporter } from '../../main/app/reporter.ts';
import { seededUniform } from '../../main/learn/data/seeded.ts';
import { forkHost, type TrainingHost } from '../../main/training/host.ts';
import { PretextError } from '../../shared/errors.ts';
import { writeSampleData } from './project.ts';

export interface KillReport {
  kills: number;
  /** Steps that were done when the process was killed. */
  stepsAtKill: number[];
  resumedFrom: number[];
}

/**
 * Kills the training process with SIGKILL at random moments and resumes, until it has been killed
 * `kills` times; then lets the run finish. After each kill the database must be sound and every
 * label there.
 * @throws {Error} when something was lost
 */
export async function killLoop(kills: number, seed: number): Promise<KillReport> {
  const data = await writeSampleData(160);
  const uniform = seededUniform(seed);
  const project = Project.create(`${data.dir}/killed`);
  const signal = new AbortController().signal;
  const reporter = silentReporter;
  await importData(
    project,
    [data.data],
    { preprocessing: {}, labelsFrom: null, split: 'train' },
    { reporter, signal },
  );
  await labelFromCsv(project, data.train, data.data);
  const labels = labelsOf(project);
  const steps = 40 * (kills + 2);
  const report: KillReport = { kills: 0, stepsAtKill: [], resumedFrom: [] };
  let runId: number | undefined;
  while (true) {
    const killNow = report.kills < kills;
    const host = killNow ? killingHost(300 + 2500 * uniform()) : forkHost();
    const lines: string[] = [];
    const services = {
      host,
      signal,
      reporter: { ...reporter, note: (line: string) => void lines.push(line) },
    };
    try {
      const outcome =
        runId === undefined
          ? await pretrain(project, { steps, batchSize: 32, checkpointSeconds: 0.5 }, services)
          : await resumePretraining(project, runId, services, 0.5);
      if (outcome.result.steps !== steps)
        throw new Error(`ended after ${outcome.result.steps} of ${steps} steps`);
      const first = project.store.runs
        .metrics(outcome.runId)
        .filter(({ name, step }) => name === 'loss' && step <= 20);
      const mean = first.reduce((sum, { value }) => sum + value, 0) / first.length;
      if (Math.abs(outcome.result.lossFirst - mean) > 1e-6)
        throw new Error(`the first loss is ${outcome.result.lossFirst}, not ${mean}`);
      if (killNow)
        throw new Error('the run finished before it could be killed: more steps are needed');
      break;
    } catch (error) {
      if (!(error instanceof PretextError && error.code === 'training-died')) throw error;
      report.kills += 1;
      const from = /from step (\d+)/.exec(lines.join(' '))?.[1];
      if (from !== undefined) report.resumedFrom.push(Number(from));
      const run = project.store.runs.all().at(-1);
      if (run?.status !== 'interrupted') throw new Error(`the killed run is "${run?.status}"`);
      runId = run.id;
      const metrics = project.store.runs.metrics(run.id).filter(({ name }) => name === 'loss');
      report.stepsAtKill.push(metrics.at(-1)?.step ?? 0);
    }
    check(project, labels);
  }
  check(project, labels);
  const losses = project.store.runs.metrics(runId ?? 0).filter(({ name }) => name === 'loss');
  if (losses.length !== steps) throw new Error(`${losses.length} of ${steps} losses are recorded`);
  project.close();
  return report;
}

function killingHost(milliseconds: number): TrainingHost {
  return {
    start() {
      const child = forkHost().start();
      const timer = setTimeout(() => child.kill(), milliseconds);
      child.onExit(() => clearTimeout(timer));
      return child;
    },
  };
}

function labelsOf(project: Project): string {
  return JSON.stringify(project.store.labels.all(project.dataset().id, 'train'));
}

function check(project: Project, labels: string): void {
  const db = new Database(project.path('project.db'), { readonly: true });
  const sound = db.pragma('integrity_check', { simple: true });
  db.close();
  if (sound !== 'ok') throw new Error(`the database is damaged: ${String(sound)}`);
  if (labelsOf(project) !== labels) throw new Error('labels were lost');
}
