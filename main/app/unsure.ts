import { PretextError } from '../../shared/errors.ts';
import { ofAHundred } from '../../shared/of-a-hundred.ts';
import { type UnsureRecord, unsureSchema } from '../../shared/training.ts';
import { chooseThreshold, thresholdUnshown } from '../learn/evaluate/unsure.ts';
import type { ModelRow } from '../store/models.ts';

/** When a model says "unsure" in place of a class. */
export interface Unsure {
  /** Probability of the likeliest class below which it does, 0…0.99. */
  below: number;
  /** Whether a person has chosen it in place of what was found. */
  isOwn: boolean;
  /** What was found on training labels hidden from the model; null when it could not be tried on any. */
  found: UnsureRecord | null;
}

export function unsureOf({ unsure, unsure_below: own, classes }: ModelRow): Unsure {
  const parsed = unsureSchema.safeParse(JSON.parse(unsure ?? 'null'));
  const found = parsed.success ? parsed.data : null;
  const below = own ?? found?.below ?? thresholdUnshown(namesIn(classes).length);
  return { below, isOwn: own !== null, found };
}

/** The threshold for another accuracy of the answers. @throws {PretextError} `no-data` when no labels were hidden from the model */
export function unsureFor(model: ModelRow, accuracy: number): UnsureRecord {
  const { found } = unsureOf(model);
  if (found === null) {
    throw new PretextError('no-data', `No labels were hidden from ${model.kind} to try it on.`, {
      remedy: 'Give each class two labels at least and fine-tune again, or name a threshold.',
    });
  }
  return { ...found, ...chooseThreshold(found, accuracy, namesIn(model.classes).length), accuracy };
}

/** Why a threshold was chosen that hidden labels do not speak for. */
export function unshownSentence({ basis, accuracy, below, samples }: UnsureRecord): string {
  return basis === 'few-labels'
    ? `${samples} hidden labels are too few to show that answers are right ${percent(accuracy)} of the time; the threshold ${below} was not found on any.`
    : `On ${samples} hidden labels no threshold was shown to give answers that are right ${percent(accuracy)} of the time; ${below} is taken, which is right as far as the probabilities are.`;
}

/** What a threshold means, on the labels that were hidden from the model. */
export function unsureSentence({ below, found }: Pick<Unsure, 'below' | 'found'>): string {
  const rule = `Below ${percent(below)} it says "unsure".`;
  const left = ofAHundred(found, Math.ceil(100 * below - 1e-9));
  if (left === null) return `${rule} It could not be tried on hidden labels what that means.`;
  const { answered, right, labels } = left;
  const tried = `estimated on ${labels} labels hidden from it`;
  return right === null
    ? `${rule} Of 100 samples none is answered (${tried}).`
    : `${rule} Of 100 samples about ${answered} are answered, about ${percent(right)} of these right (${tried}).`;
}

const percent = (share: number): string => `${Math.round(100 * share)} %`;

function namesIn(classes: string): unknown[] {
  return JSON.parse(classes) as unknown[];
}
