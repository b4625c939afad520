/** A line without its end, or `null` for one that is too long. */
export interface NumberedLine {
  /** From 1. */
  number: number;
  line: string | null;
}

/**
 * Lines of a text that comes in pieces; ends are `\n`, `\r\n` or `\r`. Of a line of more than `most` UTF-16 code units
 * nothing is kept.
 */
export async function* linesOf(
  pieces: AsyncIterable<string>,
  most: number,
): AsyncGenerator<NumberedLine> {
  let number = 1;
  let held: string[] = [];
  let length = 0;
  let endedWithReturn = false;
  const take = (): NumberedLine => {
    const line = length > most ? null : held.join('');
    held = [];
    length = 0;
    return { number: number++, line };
  };
  for await (const piece of pieces) {
    let start = endedWithReturn && piece.startsWith('\n') ? 1 : 0;
    if (piece !== '') endedWithReturn = piece.endsWith('\r');
    for (const end of piece.matchAll(/\r\n?|\n/g)) {
      if (end.index < start) continue;
      add(piece.slice(start, end.index));
      yield take();
      start = end.index + end[0].length;
    }
    add(piece.slice(start));
  }
  if (length > 0) yield take();

  function add(part: string): void {
    if (part === '') return;
    length += part.length;
    if (length > most) held = [];
    else held.push(part);
  }
}
