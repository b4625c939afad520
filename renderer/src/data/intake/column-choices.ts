import { isLearntFrom } from '../../../../shared/column-types.ts';
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

/** The column that looks like a class where it would be learnt from, since none is that of the labels. */
export function learntLookalike(
  { columns, lookalike, fixed }: TableColumns,
  { types, label }: PickedColumns,
): TableColumns['lookalike'] {
  if (lookalike === null || label !== '' || fixed) return null;
  const type = types[columns.findIndex(({ name }) => name === lookalike.column)];
  return type !== undefined && isLearntFrom(type) ? lookalike : null;
}

/** As picked, with a column for the labels whose values are classes: of numbers a number would be learnt. */
export function withClass(
  { columns }: TableColumns,
  { types, ...picked }: PickedColumns,
  label: string,
): PickedColumns {
  const asCategory = types.map((type, place) =>
    columns[place]?.name === label && type === 'number' ? 'category' : type,
  );
  return { ...picked, types: asCategory, label };
}

/** Why the labels are in the column that was picked; null where a person chose it. */
export const whyLabel = (
  { label, labelReason }: TableColumns,
  picked: PickedColumns,
): string | null => (picked.label === label ? labelReason : null);
