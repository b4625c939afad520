import { count } from '../../state/format.ts';
import { counted } from './counted.ts';

/** Where the texts of a table are, before it is imported. */
export const textColumns = {
  label: 'Columns of the texts',
  found: (rows: number, all: number) =>
    `${rows === 1 ? 'The first row' : `The first ${count(rows)} rows`} of ${counted(all, 'column')} ${rows === 1 ? 'was' : 'were'} looked at. The likeliest columns are chosen; choose others where that is wrong.`,
  text: 'Which column holds the texts?',
  labelColumn: 'Which column holds what the model shall tell?',
  noLabel: 'None of them',
  unnamed: 'Column without a name',
  labels: 'What about its values?',
  hide: 'Leave them out: I label by hand',
  hideHint: 'Nothing but the texts is imported.',
  use: 'Use them as labels',
  useHint: 'Texts for which it is empty stay unlabelled.',
};
