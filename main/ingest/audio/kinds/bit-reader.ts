/** Thrown when bits are read beyond the end of the data. */
export class EndOfBits extends Error {
  override readonly name = 'EndOfBits';
}

/** Reads big-endian bits, the highest of each byte first. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #next: number;
  /** The bits that were fetched and not read yet, at the upper end of 32. */
  #hold = 0;
  #held = 0;

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes;
    this.#next = start;
  }

  /** Offset of the byte that the next bit is in. */
  get position(): number {
    return this.#next - (this.#held >> 3);
  }

  /** @param count 0 to 24 */
  read(count: number): number {
    if (count === 0) return 0;
    if (this.#held < count) this.#fetch(count);
    const value = this.#hold >>> (32 - count);
    this.#hold <<= count;
    this.#held -= count;
    return value;
  }

  /** @param count 0 to 48, as an unsigned number */
  readLong(count: number): number {
    if (count <= 24) return this.read(count);
    const high = this.read(count - 24);
    return high * 0x100_0000 + this.read(24);
  }

  /** @param count 1 to 48; two's complement */
  readSigned(count: number): number {
    const value = this.readLong(count);
    return value >= 2 ** (count - 1) ? value - 2 ** count : value;
  }

  /** The number of zeros before the next one. */
  readUnary(): number {
    let zeros = 0;
    for (;;) {
      if (this.#held === 0) this.#fetch(1);
      const leading = Math.clz32(this.#hold);
      if (leading < this.#held) {
        this.#hold = leading === 31 ? 0 : this.#hold << (leading + 1);
        this.#held -= leading + 1;
        return zeros + leading;
      }
      zeros += this.#held;
      this.#hold = 0;
      this.#held = 0;
    }
  }

  /** Skips what is left of a byte that was begun. */
  align(): void {
    this.read(this.#held & 7);
  }

  #fetch(needed: number): void {
    while (this.#held <= 24 && this.#next < this.#bytes.length) {
      this.#hold |= (this.#bytes[this.#next] ?? 0) << (24 - this.#held);
      this.#next += 1;
      this.#held += 8;
    }
    if (this.#held < needed) throw new EndOfBits('the data end too early');
  }
}
