import { z } from 'zod';
import {
  recordedConfigSchema,
  regressionScoresSchema,
  scoresSchema,
} from '../../shared/training.ts';
import { type UsageCode, usageCode } from '../../shared/usage-code/usage-code.ts';
import { taskOf } from '../learn/pretext/method.ts';
import type { RunRow } from '../store/runs.ts';
import { methodNamed } from '../training/names.ts';
import { titleOf } from './classifier-titles.ts';
import { kindOf } from './data-kinds/registry.ts';
import { type ExportDescription, usedExport } from './export-description.ts';
import { points } from './points.ts';
import type { Project } from './project.ts';
import { regressConfigSchema } from './regress.ts';
import { intervalSentence, r2 } from './regression-sentences.ts';
import { regressorTitle } from './regressor-titles.ts';
import { significant } from './significant.ts';

const resultSchema = z.object({
  scores: z.record(z.string(), scoresSchema).nullable(),
  best: z.string().nullable(),
});
const errorsSchema = z.object({
  scores: z.record(z.string(), regressionScoresSchema).nullable(),
  best: z.string().nullable(),
});

/** What a stranger must know before using the model, as Markdown (Mitchell et al. 2019, arXiv 1810.03993). */
export function modelCard(project: Project, run: RunRow, description: ExportDescription): string {
  return description.classes.length === 0
    ? numberCard(project, run, description)
    : classCard(project, run, description);
}

function classCard(project: Project, run: RunRow, description: ExportDescription): string {
  return `# ${project.name}: ${titleOf(description.kind)}

A classifier of ${description.classes.length} classes: ${description.classes.join(', ')}.

## Data
${dataText(project)}

## Method
${methodText(project, run)}

## Scores on the test samples
${scoresText(run, description.kind)}

## Use
Open ${description.model} with ${description.loader}.
Input: ${description.input}. ${kindOf(description.preprocessing).prepared(description.preprocessing)}
Output: ${description.output}; see labels.txt.
This ${description.format} file gave the same probabilities as the app's model within ${description.verified.max_abs_difference.toExponential(1)} on ${description.verified.samples} real samples.
${programsText(description)}

## When it is unsure
${description.unsure?.note ?? ''}

## Limits
- It gives each of its classes a probability whatever it is shown, also something else altogether. Call an answer unsure when the largest is below ${description.unsure?.below ?? ''}.
- The scores hold for samples like the test samples. What is different, such as other cameras, light or subjects, needs a new test.
- With few labels, which samples were labelled matters: another choice may score some points more or less.

${madeText(run, description)}
`;
}

function numberCard(project: Project, run: RunRow, description: ExportDescription): string {
  const { range } = regressConfigSchema.parse(JSON.parse(run.config));
  return `# ${project.name}: ${regressorTitle(description.kind)}

A model that gives a number. Its training labels lay between ${range[0]} and ${range[1]}.

## Data
${dataText(project)}

## Method
${methodText(project, run)}

## Errors on the test samples
${errorsText(run, description.kind)}

## Use
Open ${description.model} with ${description.loader}.
Input: ${description.input}. ${kindOf(description.preprocessing).prepared(description.preprocessing)}
Output: ${description.output}, in the units of the labels.
This ${description.format} file gave the same numbers as the app's model within ${description.verified.max_abs_difference.toExponential(1)} of the largest, on ${description.verified.samples} real samples.
${programsText(description)}

## How far off it may be
${intervalSentence(description.interval ?? null)}

## Limits
- It gives a number whatever it is shown, also for something else altogether, and may be far off beyond the range of its training labels.
- The errors hold for samples like the test samples. What is different needs a new test.
- With few labels, which samples were labelled matters.

${madeText(run, description)}
`;
}

function dataText(project: Project): string {
  const { id } = project.dataset();
  const counts = project.store.samples.counts(id);
  const labels = project.store.labels.all(id, 'train').length;
  return `${counts.train} training samples (${labels} of them labelled), ${counts.test} test samples that training never saw.
${counts.duplicate} exact duplicates and ${counts.skipped} unusable files were left out.`;
}

const programs: Readonly<Record<UsageCode['language'], string>> = {
  python: 'in Python',
  node: 'in Node.js',
  page: 'in a web page',
};

/** Names the programs that lie beside the model. */
function programsText(description: ExportDescription): string {
  const named = usageCode(usedExport(description)).map(
    ({ file, language }) => `\`${file}\` ${programs[language]}`,
  );
  return named.length === 0
    ? ''
    : `Programs that do all this lie beside it: ${named.join(', ')}. What to install and how to start one stands at its top.`;
}

function madeText({ device }: RunRow, { versions, created }: ExportDescription): string {
  return `Made with Pretext Studio ${versions['pretext_studio'] ?? ''}, ${versions['engine'] ?? ''}, on ${device}; ${created}.`;
}

function errorsText(run: RunRow, exported: string): string {
  const parsed = errorsSchema.safeParse(JSON.parse(run.result ?? '{}'));
  if (!parsed.success || parsed.data.scores === null) {
    return 'Not tested: no labelled test samples were given.';
  }
  const rows = Object.entries(parsed.data.scores).map(([kind, score]) => {
    const [low, high] = score.rootMeanSquaredError.interval.map(significant);
    const mark = markOf(kind, parsed.data.best, exported);
    return `| ${regressorTitle(kind)}${mark} | ${significant(score.rootMeanSquaredError.value)} | ${low}–${high} | ${significant(score.meanAbsoluteError.value)} | ${r2(score.r2.value)} |`;
  });
  return [
    '| model | RMSE | 95 % interval | mean absolute error | R² |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
}

function methodText(project: Project, run: RunRow): string {
  const parent =
    run.parent_run_id === null ? undefined : project.store.runs.byId(run.parent_run_id);
  if (parent === undefined) return 'Trained on the labelled samples alone.';
  const config = recordedConfigSchema.parse(JSON.parse(parent.config));
  const { title, paper } = taskOf(methodNamed(config.method));
  return `Pretrained without labels by “${title}” (${config.method}; ${paper}) for ${Math.round(parent.seconds)} s: encoder ${config.encoder}, ${config.optimizer}, learning rate ${config.learningRate}, batches of ${config.batchSize}, seed ${config.seed}. Then trained on the labels.`;
}

function scoresText(run: RunRow, exported: string): string {
  const parsed = resultSchema.safeParse(JSON.parse(run.result ?? '{}'));
  if (!parsed.success || parsed.data.scores === null) {
    return 'Not tested: no labelled test samples were given.';
  }
  const rows = Object.entries(parsed.data.scores).map(([kind, score]) => {
    const [low, high] = score.accuracyInterval;
    const mark = markOf(kind, parsed.data.best, exported);
    return `| ${titleOf(kind)}${mark} | ${points(score.accuracy)} % | ${points(low)}–${points(high)} | ${points(score.macroF1)} % |`;
  });
  return [
    '| model | accuracy | 95 % interval | macro-F1 |',
    '| --- | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
}

function markOf(kind: string, best: string | null, exported: string): string {
  const marks = [...(kind === exported ? ['this model'] : []), ...(kind === best ? ['best'] : [])];
  return marks.length === 0 ? '' : ` (${marks.join(', ')})`;
}
