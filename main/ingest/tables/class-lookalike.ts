import { isLearntFrom } from '../../../shared/column-types.ts';
import { parseBoolean } from './booleans.ts';
import { numberValue } from './cell-values.ts';
import type { ColumnInfo } from './column-types.ts';
import type { LabelCandidate } from './label-candidates.ts';
import type { RowSample } from './row-sample.ts';

/** A column that looks as if it held the classes that a person wants told. */
export interface ClassLookalike {
  column: string;
  /** How many different ones it has. */
  values: number;
}

const mostValues = 20;
const mostCodes = 10;
const rowsOfCode = 10;
/** Where more of the columns have two values, one of them in the last place says nothing. */
const mostOfTwo = 1 / 3;

/**
 * The column that looks most like a class, so that its answers would be learnt from unnoticed; null where none does. One that is named so, else among
 * those that are learnt from, the first that there is:
 *
 * 1. the last or the first one, of a few words that are not those of another column, too: these are rows of like questions;
 * 2. the last one, of two values, where few others have two;
 * 3. the last one, of whole numbers that count from 0 or 1, where no other is like that;
 * 4. the only one of words.
 *
 * @param labels as `labelCandidates` finds them
 */
export function classLookalike(
  infos: readonly ColumnInfo[],
  labels: readonly LabelCandidate[],
  sample: RowSample,
): ClassLookalike | null {
  const classes = labels.filter(({ task }) => task === 'class');
  const named = classes.find((each) => each.named);
  if (named !== undefined) return asLookalike(named);
  const learnt = infos.filter(({ type }) => isLearntFrom(type));
  const [first, last] = [learnt[0], learnt.at(-1)];
  if (first === undefined || last === undefined || learnt.length < 2) return null;
  const of = (name: string): LabelCandidate | undefined =>
    classes.find(({ column }) => column === name);
  const words = classes.filter(areWords);
  const atEnds = [of(last.name), of(first.name)]
    .filter((each) => each !== undefined)
    .filter((each) => areWords(each) && each.classes.length <= mostValues)
    .filter((each) => !isOneOfMany(each, classes))
    .sort((a, b) => a.classes.length - b.classes.length);
  if (atEnds[0] !== undefined) return asLookalike(atEnds[0]);
  const two = classes.filter((each) => each.classes.length === 2);
  const lastOfTwo = two.find(({ column }) => column === last.name);
  if (lastOfTwo !== undefined && (two.length === 1 || two.length <= mostOfTwo * learnt.length)) {
    return asLookalike(lastOfTwo);
  }
  const codes = learnt.filter((info) => areCodes(info, infos.indexOf(info), sample));
  if (codes.length === 1 && codes[0] === last) {
    return { column: last.name, values: last.distinct };
  }
  const [only, ...others] = words;
  const isOnly = only !== undefined && others.length === 0 && only.classes.length <= mostValues;
  return isOnly ? asLookalike(only) : null;
}

const asLookalike = ({ column, classes }: LabelCandidate): ClassLookalike => ({
  column,
  values: classes.length,
});

/** Neither numbers nor yes and no. */
const areWords = ({ classes }: LabelCandidate): boolean =>
  !classes.every((value) => parseBoolean(value) !== null || Number.isFinite(Number(value)));

/** Whether another column has the same values; one of them may lack some. */
function isOneOfMany(one: LabelCandidate, all: readonly LabelCandidate[]): boolean {
  return all.some((other) => {
    if (other === one) return false;
    const [fewer, more] = [one, other].sort((a, b) => a.classes.length - b.classes.length);
    const known = new Set(more?.classes);
    return fewer?.classes.every((value) => known.has(value)) === true;
  });
}

/** Whether a column of numbers has few of them, and these count from 0 or from 1. */
function areCodes(info: ColumnInfo, place: number, { rows }: RowSample): boolean {
  const { type, distinct, missing, numberStyle } = info;
  if (type !== 'number' || distinct < 2 || distinct > mostCodes) return false;
  if (rows.length - missing < rowsOfCode * distinct) return false;
  const numbers = rows.flatMap(({ row }) => numberValue(row[place] ?? null, numberStyle) ?? []);
  const values = [...new Set(numbers)].sort((a, b) => a - b);
  const [least] = values;
  return (least === 0 || least === 1) && values.every((value, i) => value === least + i);
}
