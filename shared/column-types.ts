/** What a person may say that a column of a table holds; `skip`: nothing to learn from. Texts and ids are not learnt from either. */
export const settableColumnTypes = ['number', 'category', 'date', 'text', 'id', 'skip'] as const;
export type SettableColumnType = (typeof settableColumnTypes)[number];

/** Others are shown, and no more. */
export const isLearntFrom = (type: ColumnType): boolean =>
  type === 'number' || type === 'category' || type === 'date';

/** What a column was found to hold; `constant`: the same everywhere, or nothing. */
export const columnTypes = [...settableColumnTypes, 'constant'] as const;
export type ColumnType = (typeof columnTypes)[number];
