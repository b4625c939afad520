/** The bytes of one file, wherever it lies. Nothing but the head is read before it is asked for. */
export interface ByteSource {
  /** In bytes; as declared, inside an archive. */
  readonly size: number;
  /** Bytes inflated so far. */
  readonly inflated: number;
  /** The first bytes: at least 512, or the whole file where it is shorter. */
  head(): Buffer;
  /** @throws {Refusal} when it is larger than allowed, cut off or damaged */
  all(): Buffer;
  close(): void;
}
