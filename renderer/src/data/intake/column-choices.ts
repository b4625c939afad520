import type { TableColumns } from '../../../../shared/contract/data.ts';
import type { ImportChoices } from './choices.ts';

/** What a person says of a table's columns, as the form holds it. */
export interface PickedColumns {
  /** By place. */
  types: TableColumns['columns'][number]['type'][];
  /** Name of the column of labels; empty for none, which no column is called. */
  label: string;
  /** Whether its values are labels from the start. */
  labels: string;
}

/** As the columns were found. */
export const foundColumns = ({ columns, label }: TableColumns): PickedColumns => ({
  types: columns.map(({ type }) => type),
  label: label ?? '',
  labels: 'none',
});

/** What goes along with an import: what is otherwise than it was found. */
export function columnChoices(
  table: TableColumns,
  { types, label, labels }: PickedColumns,
): Pick<ImportChoices, 'labelsFrom' | 'columns' | 'labelColumn'> {
  const columns = table.columns.flatMap(({ name, type: found }, place) => {
    const type = types[place] ?? found;
    return type === found || type === 'constant' ? [] : [{ name, type }];
  });
  const isFound = label === (table.label ?? '');
  return {
    labelsFrom: label !== '' && labels === 'column' ? 'column' : 'none',
    columns,
    ...(isFound ? {} : { labelColumn: label === '' ? null : label }),
  };
}

/** Whether something that is learnt from was corrected. */
export function isCorrected(table: TableColumns, picked: PickedColumns): boolean {
  const { columns = [], labelColumn } = columnChoices(table, picked);
  return columns.some(({ name }) => name !== picked.label) || labelColumn !== undefined;
}
