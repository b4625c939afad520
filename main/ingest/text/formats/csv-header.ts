/** Longer than any column is called. */
const maxName = 64;

/**
 * Whether the first row names the columns: short, distinct texts, no numbers, no sentences, and not what the rows below hold.
 *
 * @param rows the first rows of a table, all of one width
 */
export function hasHeader(rows: readonly (readonly string[])[]): boolean {
  const [first, ...others] = rows.map((row) => row.map((cell) => cell.trim()));
  if (first === undefined) return false;
  const named = first.filter((cell) => cell !== '');
  // Programs leave the name of the first column, a counter, empty.
  if (named.length < first.length - 1 || named.length === 0) return false;
  if (new Set(named).size < named.length) return false;
  return first.every((cell, column) => {
    if (cell === '') return column === 0;
    if (cell.length > maxName || /[.!?。]$/.test(cell) || cell.split(/\s+/).length > 6)
      return false;
    if (Number.isFinite(Number(cell))) return false;
    return !others.some((row) => row[column] === cell);
  });
}
