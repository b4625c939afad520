/** The text of one value, from its first character; `null` for one that is too long. */
export type JsonSlice = string | null;

/**
 * The elements of a JSON array, or the values that stand one after another, cut out of a text that comes in pieces. Only
 * brackets and quotes are looked at: whether a value is JSON is for `JSON.parse` to say, so that a bad one costs one
 * element.
 *
 * @param most UTF-16 code units of a value; of a longer one nothing is kept
 */
export async function* jsonValues(
  pieces: AsyncIterable<string>,
  most: number,
): AsyncGenerator<JsonSlice> {
  const cutter = new ValueCutter(most);
  for await (const piece of pieces) yield* cutter.cut(piece);
  yield* cutter.end();
}

class ValueCutter {
  readonly #most: number;
  /** Depth at which values stand: 1 within the outermost array, 0 in a sequence; unknown at first. */
  #base: 0 | 1 | null = null;
  #depth = 0;
  #inString = false;
  #isEscaped = false;
  #parts: string[] = [];
  #length = 0;

  constructor(most: number) {
    this.#most = most;
  }

  *cut(piece: string): Generator<JsonSlice> {
    let start = 0;
    for (let at = 0; at < piece.length; at++) {
      const unit = piece.charCodeAt(at);
      if (this.#inString) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (unit === 0x5c) this.#isEscaped = true;
        else if (unit === 0x22) this.#inString = false;
        continue;
      }
      if (this.#base === null && !isSpace(unit)) {
        this.#base = unit === 0x5b ? 1 : 0;
        if (this.#base === 1) {
          this.#depth = 1;
          start = at + 1;
          continue;
        }
      }
      const base = this.#base ?? 0;
      if (unit === 0x22) {
        this.#inString = true;
      } else if (unit === 0x7b || unit === 0x5b) {
        this.#depth += 1;
      } else if (unit === 0x7d || unit === 0x5d) {
        this.#depth -= 1;
        if (this.#depth < base) {
          // The end of the outermost array (or a bracket too many).
          yield* this.#take(piece.slice(start, at));
          start = at + 1;
          this.#depth = 0;
          this.#base = 0;
        } else if (this.#depth === 0) {
          yield* this.#take(piece.slice(start, at + 1));
          start = at + 1;
        }
      } else if (this.#depth === base && (unit === 0x2c || (base === 0 && unit === 0x0a))) {
        yield* this.#take(piece.slice(start, at));
        start = at + 1;
      }
    }
    this.#keep(piece.slice(start));
  }

  *end(): Generator<JsonSlice> {
    yield* this.#take('');
  }

  #keep(part: string): void {
    this.#length += part.length;
    if (this.#length > this.#most) this.#parts = [];
    else this.#parts.push(part);
  }

  *#take(part: string): Generator<JsonSlice> {
    this.#keep(part);
    const value = this.#length > this.#most ? null : this.#parts.join('').trim();
    this.#parts = [];
    this.#length = 0;
    if (value !== '') yield value;
  }
}

function isSpace(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;
}
