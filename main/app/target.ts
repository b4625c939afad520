import { PretextError } from '../../shared/errors.ts';
import { numberIn } from '../../shared/number-text.ts';
import type { Target } from '../../shared/target.ts';
import { readLabelCsv } from '../ingest/label-csv.ts';
import { missingToNull } from '../ingest/tables/missing.ts';
import type { Project } from './project.ts';

/** Whole numbers with more different values than this are no codes of classes; with fewer, unless most are different. */
const mostCodes = 50;
const fewestValues = 10;
/** Share of the labels that must not be missing. */
const fewestThere = 0.9;
/** Different values of numbers with fractions: two or three may be codes (0.5, 1.0). */
const fewestFractions = 5;

/** Whether labels seem to be numbers to predict, and not names of classes that are written as numbers. Those that say that a value is missing (NA) do not count. */
export function looksLikeNumbers(labels: readonly string[]): boolean {
  const values = labels.filter((label) => missingToNull(label) !== null).map(numberIn);
  if (values.length === 0 || values.length < fewestThere * labels.length || values.includes(null))
    return false;
  const different = new Set(values).size;
  if (values.some((value) => !Number.isInteger(value)) && different >= fewestFractions) return true;
  return different > mostCodes || (different > fewestValues && different > labels.length / 2);
}

/**
 * Says what the labels of a project are. Labels that are there stay as they are: they are read in another way.
 * @throws {PretextError} `bad-usage` for numbers where labels are none; `no-data` before the first import
 */
export function setTarget(project: Project, target: Target): void {
  const dataset = project.dataset();
  if (dataset.target === target) return;
  if (target === 'number') {
    const others = project.store.labels
      .namesInUse(dataset.id)
      .filter((name) => numberIn(name) === null);
    if (others.length > 0) {
      const named = others.slice(0, 3).map((name) => `“${name}”`);
      throw new PretextError(
        'bad-usage',
        `${project.name} has labels that are no numbers: ${named.join(', ')}${others.length > 3 ? ', …' : ''}.`,
        { path: project.dir, remedy: 'Take these labels back first, or make a new project.' },
      );
    }
  }
  project.store.datasets.setTarget(dataset.id, target);
}

/** Of what is for classes. */
export function labelsAreNumbers(project: Project): PretextError {
  return new PretextError('bad-usage', `The labels of ${project.name} are numbers.`, {
    remedy: 'Give a number, or say that labels are classes.',
  });
}

/** Of what is for numbers. */
export function labelsAreClasses(project: Project): PretextError {
  return new PretextError('bad-usage', `The labels of ${project.name} are classes.`, {
    remedy: 'Give a class, or say that labels are numbers.',
  });
}

/**
 * Settles what labels are before those of a CSV file are given: as a person says; as it was, where there are labels already; of a table by its
 * labels; else classes.
 * @param wished null when nobody says
 * @param csv null for none
 * @returns a sentence on what was found, for a person to correct; null when there is nothing to say
 * @throws {PretextError} `bad-usage` as `setTarget`; what reading the file throws
 */
export async function settleTarget(
  project: Project,
  wished: Target | null,
  csv: string | null,
): Promise<string | null> {
  const dataset = project.dataset();
  if (wished !== null) {
    setTarget(project, wished);
    return null;
  }
  if (csv === null || project.store.labels.namesInUse(dataset.id).length > 0) return null;
  const labels = (await readLabelCsv(csv)).rows.map(({ label }) => label);
  if (dataset.target === 'number' || !looksLikeNumbers(labels)) return null;
  const found = `The labels are numbers, ${new Set(labels).size} different ones of ${labels.length}`;
  if (dataset.preprocessing.kind !== 'tables') {
    return `${found}; they are taken for names of classes. If numbers are what is to be predicted, give --target number.`;
  }
  setTarget(project, 'number');
  return `${found}: a number is learnt. If they are names of classes, give --target class.`;
}

/**
 * Settles what labels are, and gives those of a CSV file. Where none of them comes in, it is again as it was: labels of other samples say nothing about these.
 * @param give is told what was found, as by `settleTarget`
 * @throws {PretextError} as `settleTarget`; what `give` throws
 */
export async function giveSettled<Given>(
  project: Project,
  wished: Target | null,
  csv: string | null,
  give: (found: string | null) => Promise<Given>,
): Promise<Given> {
  const { id, target: before } = project.dataset();
  const found = await settleTarget(project, wished, csv);
  try {
    return await give(found);
  } finally {
    if (found !== null && project.store.labels.namesInUse(id).length === 0)
      setTarget(project, before);
  }
}
