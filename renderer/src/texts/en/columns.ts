import { counted } from './counted.ts';

/** What the columns of a table hold, before it is imported. */
export const columns = {
  looking: 'Looking at the columns…',
  label: 'Columns of the table',
  found: (rows: number, all: number) =>
    `${counted(rows, 'row')} of ${counted(all, 'column')}. What each holds was guessed from its values; correct what is wrong.`,
  name: 'Column',
  examples: 'Some values',
  missing: 'Missing',
  type: 'What it holds',
  typeOf: (name: string) => `What “${name}” holds`,
  types: {
    number: 'Numbers',
    category: 'Categories',
    date: 'Dates',
    text: 'Texts (not learnt from)',
    id: 'Ids (not learnt from)',
    skip: 'Left out',
    constant: 'Always the same (not learnt from)',
  },
  isLabel: 'labels',
  labelColumn: 'Which column holds what the model shall tell?',
  noLabel: 'None of them',
  keptOut: (name: string, why: string | null) =>
    `“${name}” is what the model shall tell, so it is not learnt from.${why === null ? '' : ` ${why}`}`,
  lookalike: (name: string, values: number) =>
    `“${name}” looks like a class (${counted(values, 'value')}), and is learnt from. Is it what the model shall tell?`,
  takeLookalike: 'Yes, keep it out',
  labels: 'What about its values?',
  hide: 'Keep them out of sight: I label by hand',
  hideHint: 'The column is not learnt from.',
  use: 'Use them as labels',
  useHint:
    'Rows in which it is empty stay unlabelled. Of a column of numbers a number is learnt, of others a class.',
  anew: 'Corrected columns are imported anew, in place of the rows that are there.',
  fixed:
    'Something was trained, labelled, left out or kept for testing in this project, so its columns stay as they are. To correct them, drop the table on the first page: that makes a new project.',
};
