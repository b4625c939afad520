/**
 * `npm run bench:numbers -- [minutes] [labels in all, by commas] [draws]`: numbers learnt from the rows of four tables of scikit-learn's, three tenths of them for
 * testing. R² of each regressor on the test rows, of the one that is chosen without them, and of the best baseline of each draw, picked on test rows.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { importData } from '../../main/app/import-data.ts';
import { Project } from '../../main/app/project.ts';
import { recommend } from '../../main/app/recommend.ts';
import { silentReporter } from '../../main/app/reporter.ts';
import { unknownMachine } from '../../main/app/training-speed.ts';
import { PackedSource } from '../../main/learn/data/packed-source.ts';
import { subset } from '../../main/learn/data/sample-source.ts';
import { permutation } from '../../main/learn/data/seeded.ts';
import { pretrainConfig } from '../../main/learn/pretrain/config.ts';
import { pretrain } from '../../main/learn/pretrain/pretrain.ts';
import { compareRegressors } from '../../main/learn/regress/compare.ts';
import { encoderNamed, methodNamed } from '../../main/training/names.ts';
import { baselineRegressors, regressorKindsFor } from '../../shared/regressor-kinds.ts';

const tables = path.join(import.meta.dirname, '../fixtures/ingest/tables');
/** A table, and the column of it that is to be told from the others. */
const sets = [
  ['diabetes.csv', 'target'],
  ['wine.csv', 'proline'],
  ['wine.csv', 'color_intensity'],
  ['breast-cancer.csv', 'area error'],
] as const;
const testShare = 0.3;

const [minutes = '0.5', budgets = '20,50,100', draws = '5'] = process.argv.slice(2);
const services = { reporter: silentReporter, signal: new AbortController().signal };
const kinds = regressorKindsFor('tables');
const columns = [...kinds, 'chosen', 'best baseline'] as const;
for (const [table, column] of sets) await measure(table, column);

async function measure(table: string, column: string): Promise<void> {
  const dir = mkdtempSync(path.join(tmpdir(), 'pretext-numbers-'));
  const project = Project.create(path.join(dir, 'set.pretext'));
  await importData(
    project,
    [path.join(tables, table)],
    {
      ...{ preprocessing: {}, kind: 'tables', split: 'train', labelsFrom: 'column' },
      ...{ labelColumn: column, target: 'number' },
    },
    services,
  );
  const { id } = project.dataset();
  const numberOf = new Map(
    project.store.labels
      .all(id, 'train')
      .map(({ sample_id: sample, class_name: value }) => [sample, Number(value)]),
  );
  const rows = project.store.samples
    .packedAfter(id, 'train', 0, 1_000_000)
    .filter((row) => numberOf.has(row.id));
  const values = Float32Array.from(rows, (row) => numberOf.get(row.id) ?? Number.NaN);
  const source = new PackedSource(rows.map(({ file, row }) => ({ file: project.path(file), row })));
  const order = Array.from(permutation(rows.length, 1));
  const tested = Int32Array.from(order.slice(0, Math.round(testShare * rows.length)));
  const rest = Int32Array.from(order.slice(tested.length));
  const pool = subset(source, rest);
  const { task, encoder } = await recommend(project, unknownMachine);
  const config = pretrainConfig(methodNamed(task), {
    encoder: encoderNamed(encoder),
    budget: { kind: 'minutes', minutes: Number(minutes) },
  });
  const weights = path.join(dir, 'encoder.safetensors');
  const { steps } = await pretrain({
    config,
    source: pool,
    known: null,
    checkpointFile: () => path.join(dir, 'checkpoint.safetensors'),
    encoderFile: weights,
  });
  console.log(
    `\n${column} of ${table}: ${rows.length} rows, ${tested.length} for testing; ${task}, ${steps} steps`,
  );
  console.log('labels', ...columns.map((each) => each.padStart(13)));
  for (const budget of budgets.split(',').map(Number)) {
    if (budget > pool.count) {
      console.log(`${String(budget).padStart(6)}  not measured: ${pool.count} rows to label`);
      continue;
    }
    const all: Record<string, number>[] = [];
    for (let draw = 1; draw <= Number(draws); draw++) {
      const labelled = permutation(pool.count, 100 * draw + budget).slice(0, budget);
      const { scores, chosen } = await compareRegressors({
        encoder: config.encoder,
        weights,
        pool,
        labelled,
        targets: Float32Array.from(labelled, (row) => values[rest[row] ?? 0] ?? Number.NaN),
        test: {
          source: subset(source, tested),
          targets: Float32Array.from(tested, (row) => values[row] ?? Number.NaN),
        },
        seed: draw,
      });
      const r2 = (kind: (typeof kinds)[number]): number => scores?.[kind]?.r2.value ?? Number.NaN;
      all.push({
        ...Object.fromEntries(kinds.map((kind) => [kind, r2(kind)])),
        chosen: r2(chosen),
        'best baseline': Math.max(...baselineRegressors.map(r2)),
      });
    }
    const cells = columns.map((each) => {
      const mean = all.reduce((sum, outcome) => sum + (outcome[each] ?? 0), 0) / all.length;
      return mean.toFixed(2).padStart(13);
    });
    console.log(String(budget).padStart(6), ...cells);
  }
  source.close();
  project.close();
  rmSync(dir, { recursive: true });
}
