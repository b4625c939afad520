import type { TextColumns } from '../../../../shared/contract/data.ts';
import type { ImportChoices } from './choices.ts';

/** Where a person says that a table's texts and labels are, as the form holds it. */
export interface PickedTextColumns {
  /** Name of the column. */
  text: string;
  /** Name of the column; null for none. */
  label: string | null;
  /** Whether its values are labels from the start. */
  labels: string;
}

/** As they were found; where no column has words, the first one. */
export const foundTextColumns = ({ columns, text, label }: TextColumns): PickedTextColumns => ({
  text: text ?? columns[0]?.name ?? '',
  label,
  labels: 'none',
});

/** Columns that may hold labels besides that of the texts, the likeliest first. */
export function labelNames({ columns, candidates }: TextColumns, text: string): string[] {
  const names = [...candidates, ...columns.map(({ name }) => name)];
  return [...new Set(names)].filter((name) => name !== text);
}

/** What goes along with an import: always the column of the texts, so that what was shown is what is read. */
export function textColumnChoices({
  text,
  label,
  labels,
}: PickedTextColumns): Pick<ImportChoices, 'labelsFrom' | 'textColumn' | 'labelColumn'> {
  const isUsed = label !== null && label !== text && labels === 'column';
  return {
    labelsFrom: isUsed ? 'column' : 'none',
    textColumn: text,
    ...(isUsed ? { labelColumn: label } : {}),
  };
}
