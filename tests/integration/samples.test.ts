import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { Project } from '../../main/app/project.ts';
import { silentReporter } from '../../main/app/reporter.ts';
import { importSample } from '../../main/app/sample-project.ts';
import { sampleProjectNames } from '../../shared/sample-projects.ts';
import { temporaryFolder } from '../fixtures/ingest/temporary-folder.ts';
import { pretext } from '../support/cli.ts';
import { runReportSchema } from '../support/run-report.ts';

/** The data that come with the app. */

const samples = path.join(import.meta.dirname, '../../resources/samples');
const counts = {
  clothes: { kind: 'images', train: 4000, test: 1000, labels: 100 },
  cells: { kind: 'tables', train: 398, test: 171, labels: 20 },
  // Some of the recordings are two clips.
  prompts: { kind: 'audio', train: 377, test: 95, labels: 32 },
  speeches: { kind: 'text', train: 750, test: 180, labels: 30 },
  moves: { kind: 'video', train: 240, test: 60, labels: 60 },
} as const;

test.each(sampleProjectNames)(
  '“%s” is imported whole, with all of its labels',
  async (name) => {
    const project = Project.create(path.join(temporaryFolder(), 'sample.pretext'));
    try {
      const services = { reporter: silentReporter, signal: new AbortController().signal };
      const { skipped, duplicates } = await importSample(project, name, true, services);
      expect([skipped, duplicates]).toEqual([[], []]);
      const { id, spec } = project.dataset();
      const { kind, train, test: tested, labels } = counts[name];
      expect(spec.kind).toBe(kind);
      expect(project.store.samples.counts(id)).toMatchObject({ train, test: tested });
      const { store } = project;
      expect(store.labels.all(id, 'train')).toHaveLength(labels);
      expect(store.labels.all(id, 'test')).toHaveLength(tested);
    } finally {
      project.close();
    }
  },
  300_000,
);

/** The first labels of a sample, of each class as many. */
function fewer(csv: string, each: number): string {
  const taken = new Map<string, number>();
  const [head = '', ...lines] = readFileSync(path.join(samples, csv), 'utf8').trim().split('\n');
  const kept = lines.filter((line) => {
    const label = line.split(',').at(-1) ?? '';
    taken.set(label, (taken.get(label) ?? 0) + 1);
    return (taken.get(label) ?? 0) <= each;
  });
  const file = path.join(temporaryFolder(), csv);
  writeFileSync(file, `${[head, ...kept].join('\n')}\n`);
  return file;
}

// Few steps, a label of each class, small frames: that it works, not how well.
test.each<[name: string, data: string, ...options: string[]]>([
  ['breast-cancer', 'breast-cancer.csv', '--column', 'diagnosis=skip'],
  ['prompts', 'prompts.zip'],
  ['speeches', 'speeches.zip'],
  ['camera-moves', 'camera-moves', '--kind', 'video', '--size', '16', '--frames', '4'],
])(
  'a model is made of “%s” by `pretext run`',
  async (name, data, ...options) => {
    const { code, json, stderr } = await pretext([
      ...['run', path.join(samples, data), '--out', path.join(temporaryFolder(), 'out')],
      ...['--labels', fewer(`${name}-train.csv`, 1), '--test', fewer(`${name}-test.csv`, 4)],
      ...[...options, '--steps', '3', '--batch-size', '16', '--json'],
    ]);
    expect(code, stderr).toBe(0);
    const report = runReportSchema.parse(json);
    expect(report.labels.problems).toEqual([]);
    expect(Object.keys(report.scores).length).toBeGreaterThan(4);
  },
  900_000,
);
