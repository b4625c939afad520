import { count } from '../../state/format.ts';
import { counted } from './counted.ts';

const columns = (n: number): string => counted(n, 'column');

/** What the columns of a project's table hold, after it was imported. */
export const importedColumns = {
  tab: 'Columns',
  lead: (file: string, all: number, learnt: number) =>
    `${columns(all)} in ${file}; ${learnt === all ? 'all are' : learnt === 1 ? '1 is' : `${count(learnt)} are`} learnt from.`,
  leadUsed: (file: string, learnt: number) =>
    `${columns(learnt)} of ${file} ${learnt === 1 ? 'is' : 'are'} learnt from. This project is older than the app's record of the others: import the table anew to see them.`,
  sampled: (sampled: number, rows: number) =>
    `Missing values were counted in ${count(sampled)} of its ${counted(rows, 'row')}.`,
  name: 'Column',
  type: 'What it holds',
  types: {
    number: 'Numbers',
    category: 'Categories',
    date: 'Dates',
    text: 'Texts',
    id: 'Ids',
    skip: 'Left out',
    constant: 'Always the same',
  },
  unknown: 'Unknown',
  use: 'Use',
  uses: { learnt: 'Learnt from', label: 'Labels', 'kept-out': 'Kept out' },
  why: 'Why',
  whyLabel: 'It is what the model shall tell, so it is not learnt from.',
  whyKeptOut: {
    text: 'Texts are shown, and not learnt from.',
    id: 'Ids say nothing of what a row is like.',
  },
  missing: 'Missing',
  some: 'Some',
  correct:
    'Is a column wrong? Add the same file again and say what its columns hold: it is imported anew, in place of the rows that are there. That can be done until something is trained, labelled, left out or kept for testing.',
  addAgain: 'Add the file again',
  inTerminal: 'In the terminal:',
};
