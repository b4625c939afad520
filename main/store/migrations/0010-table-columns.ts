/** Of a table: what its columns were found to hold when the data set was made of it, those too that are not learnt from. Null where nobody kept it. */
export const tableColumns = `
ALTER TABLE dataset ADD COLUMN table_columns TEXT CHECK (json_valid(table_columns));
`;
