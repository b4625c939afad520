/** Decodes the packets of one recording, in their order. */
export interface PacketDecoder {
  /** @returns whether this packet, one of those before the audio, was understood */
  header(packet: Buffer): boolean;
  /**
   * @returns one array a channel; `null` where the packet cannot be decoded
   * @throws {Error} when the decoder itself broke: nothing that it would give later can be trusted
   */
  decode(packet: Buffer): Float32Array[] | null;
  free(): void;
}
