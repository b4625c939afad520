/** Of one column, what a sample of rows shows. */
export interface ColumnSummary {
  name: string;
  /** Cells that are not blank. */
  filled: number;
  /** Of those: UTF-16 code units in the mean. */
  meanLength: number;
  /** Of those: different ones, as a share. */
  distinct: number;
  /** Of those: numbers, dates, addresses and the like, as a share. */
  numeric: number;
  /** Of those: with several words, or long ones of a script without spaces, as a share. */
  wordy: number;
  /** Different values, sorted, where they may be classes; otherwise `null`. */
  values: readonly string[] | null;
}

/** As many classes as a person would label by. */
const maxValues = 100;
const maxNumbers = 12;
const maxValueLength = 60;
const number = /^[-+]?[\d.,\s]*\d[\d.,\s]*%?$|^[-+]?\d(\.\d+)?e[-+]?\d+$/i;
const date = /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ]\d{1,2}:\d{2}.*)?$|^\d{1,2}:\d{2}(:\d{2})?$/;
const address = /^(https?:\/\/|www\.)\S+$|^\S+@\S+\.\S+$|^[\w./\\-]+\.\w{2,4}$/i;
/** Chinese, Japanese, Thai and others put no spaces between words. */
const unspaced =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]{6}/u;

/** @param rows cells by column; columns are those of any row, in order of appearance */
export function describeColumns(rows: readonly ReadonlyMap<string, string>[]): ColumnSummary[] {
  const cells = new Map<string, string[]>();
  for (const row of rows) {
    for (const [name, cell] of row) {
      const filled = cells.get(name) ?? [];
      if (cell.trim() !== '') filled.push(cell.trim());
      cells.set(name, filled);
    }
  }
  return [...cells].map(([name, filled]) => describe(name, filled));
}

function describe(name: string, filled: readonly string[]): ColumnSummary {
  const of = (count: number): number => (filled.length === 0 ? 0 : count / filled.length);
  const values = new Set(filled);
  const letters = filled.reduce((sum, cell) => sum + cell.length, 0);
  return {
    name,
    filled: filled.length,
    meanLength: of(letters),
    distinct: of(values.size),
    numeric: of(filled.filter(isNumeric).length),
    wordy: of(filled.filter(isWordy).length),
    values: mayBeClasses(filled, values) ? [...values].sort() : null,
  };
}

function isNumeric(cell: string): boolean {
  return cell.length < 200 && (number.test(cell) || date.test(cell) || address.test(cell));
}

function isWordy(cell: string): boolean {
  return (
    /\p{L}\P{L}*\s\P{L}*\p{L}.*\s/su.test(cell.slice(0, 500)) || unspaced.test(cell.slice(0, 500))
  );
}

/** Few values, each of them several times; of numbers very few, or they are measurements. */
function mayBeClasses(filled: readonly string[], values: ReadonlySet<string>): boolean {
  if (values.size < 2 || values.size > maxValues || values.size > filled.length / 2) return false;
  if (values.size > maxNumbers && filled.every(isNumeric)) return false;
  return [...values].every((value) => value.length <= maxValueLength && !value.includes('\n'));
}
