import { OpusDecoder } from 'opus-decoder';
import { Refusal } from '../../refusal.ts';
import type { PacketDecoder } from './packet-decoder.ts';

/**
 * Opus by npm's `opus-decoder` (libopus as WebAssembly). Format of the head: T. Terriberry, R. Lee, R. Giles, "Ogg
 * Encapsulation for the Opus Audio Codec", RFC 7845 (2016), section 5.1.
 */
export interface OpusHead {
  channels: number;
  /** Samples at the beginning that are not played; the decoder leaves them out by itself. */
  preSkip: number;
  /** Of the whole recording, as a factor. */
  gain: number;
  streams: number;
  coupled: number;
  /** Of each channel: the decoded one that it is. */
  mapping: number[];
}

/** Whatever was recorded, this is decoded. In Hz. */
export const opusRate = 48_000;
const headBytes = 19;

/**
 * @param body offset of the head
 * @throws {Refusal}
 */
export function readOpusHead(bytes: Buffer, body: number): OpusHead {
  const channels = bytes[body + 9] ?? 0;
  const preSkip = bytes.readUInt16LE(body + 10);
  const gain = 10 ** (bytes.readInt16LE(body + 16) / (20 * 256));
  if (bytes[body + 18] === 0) {
    if (channels > 2)
      throw new Refusal('corrupt', 'is damaged: its Opus header contradicts itself');
    const mapping = channels === 2 ? [0, 1] : [0];
    return { channels, preSkip, gain, streams: 1, coupled: channels - 1, mapping };
  }
  const streams = bytes[body + headBytes] ?? 0;
  const coupled = bytes[body + headBytes + 1] ?? 0;
  const mapping = [...bytes.subarray(body + headBytes + 2, body + headBytes + 2 + channels)];
  const isSound = (index: number): boolean => index === 255 || index < streams + coupled;
  const wrong = streams < 1 || coupled > streams || streams + coupled > 255;
  if (wrong || mapping.length !== channels || !mapping.every(isSound)) {
    throw new Refusal('corrupt', 'is damaged: its Opus header contradicts itself');
  }
  return { channels, preSkip, gain, streams, coupled, mapping };
}

export async function openOpusDecoder(head: OpusHead): Promise<PacketDecoder> {
  const decoder = new OpusDecoder({
    channels: head.channels,
    streamCount: head.streams,
    coupledStreamCount: head.coupled,
    channelMappingTable: head.mapping,
    preSkip: head.preSkip,
  });
  await decoder.ready;
  return {
    header: () => true, // the first was read above, the second holds a title and the like
    decode(packet) {
      const { channelData, errors } = decoder.decodeFrame(packet);
      if (errors.length > 0) return null;
      if (head.gain !== 1) {
        for (const channel of channelData) {
          for (let at = 0; at < channel.length; at++) channel[at] = (channel[at] ?? 0) * head.gain;
        }
      }
      return channelData;
    },
    free: () => decoder.free(),
  };
}
