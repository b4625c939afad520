/** Rows that may be suggested, in their order. @param rows how many there are in all */
export function unlabelledRows(rows: number, labelled: ReadonlySet<number>): number[] {
  return Array.from({ length: rows }, (_, row) => row).filter((row) => !labelled.has(row));
}
