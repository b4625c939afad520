import { hasMagic } from '../../kinds/kind.ts';
import { Refusal } from '../../refusal.ts';
import { checkFormat } from '../check-format.ts';
import type { AudioKind, Decoded } from '../kind.ts';
import type { AudioFormat } from '../types.ts';
import { lastGranule, OggReader } from './ogg-packets.ts';
import { openPacketDecoder, type PacketDecoder } from './ogv-decoder.ts';

/**
 * Vorbis and Opus in Ogg. Formats: Xiph.Org, "Vorbis I specification"; T. Terriberry, R. Lee, R. Giles, "Ogg
 * Encapsulation for the Opus Audio Codec", RFC 7845 (2016). Pages are taken apart here, packets decoded by libvorbis and
 * libopus. Only the first of several chained recordings is read.
 */

interface Head {
  format: 'vorbis' | 'opus';
  channels: number;
  sampleRate: number;
  /** Packets before the audio. */
  headers: number;
  /** Samples at the beginning that are not played; the decoder leaves them out by itself. */
  preSkip: number;
}

const opusRate = 48_000; // whatever was recorded
const firstBody = 28; // a first page has one segment
/** Packets that cannot be decoded, one after the other, before the rest is given up. */
const maxFailures = 1000;

export const ogg: AudioKind = {
  sniff(bytes): AudioFormat | null {
    if (!hasMagic(bytes, 'OggS')) return null;
    const body = firstBody - 1 + (bytes[26] ?? 0);
    if (hasMagic(bytes, '\x01vorbis', body)) return 'vorbis';
    return hasMagic(bytes, 'OpusHead', body) ? 'opus' : null;
  },

  readHeader(bytes, format, limits) {
    const { sampleRate, channels, preSkip } = readHead(bytes);
    checkFormat(channels, sampleRate, limits);
    const samples = Math.max(0, (lastGranule(bytes) ?? 0) - preSkip);
    return { format, sampleRate, channels, seconds: samples / sampleRate, endsEarly: false };
  },

  async decode(bytes, header, sink): Promise<Decoded> {
    const head = readHead(bytes);
    const decoder = await openPacketDecoder(head.format);
    const reader = new OggReader(bytes);
    const last = lastGranule(bytes) ?? Number.POSITIVE_INFINITY;
    let damaged = false;
    let failures = 0;
    let seen = 0;
    /** Samples written since `anchor`, the position at the end of the last page before the last one. */
    let written = 0;
    let anchor = head.preSkip;
    for (const packet of reader.packets()) {
      seen += 1;
      if (seen <= head.headers) {
        sendHeader(decoder, packet.data, seen === 1);
        continue;
      }
      if (seen === head.headers + 1) checkAgain(decoder, header.channels);
      const block = decodePacket(decoder, packet.data);
      if (block === null || block === 'broken') {
        damaged = true;
        failures += 1;
        if (failures > maxFailures || block === 'broken') break;
        continue;
      }
      failures = 0;
      const length = block[0]?.length ?? 0;
      // The last page says how many samples of its packets count.
      const counted = packet.isLast ? Math.max(0, last - anchor - written) : length;
      const kept = Math.min(length, counted);
      sink.write(block, kept);
      written += kept;
      if (packet.granule !== null && !packet.isLast) {
        anchor = Math.max(packet.granule, 0);
        written = 0;
      }
    }
    if (seen <= head.headers) {
      throw reader.damaged
        ? new Refusal('corrupt', 'is damaged: its headers cannot be read')
        : new Refusal('truncated', 'is cut off: its headers are not followed by samples');
    }
    return { damaged: damaged || reader.damaged, truncated: reader.truncated };
  },
};

/** @throws {Refusal} */
function readHead(bytes: Buffer): Head {
  const body = firstBody - 1 + (bytes[26] ?? 0);
  if (bytes.length < body + 19) {
    throw new Refusal('truncated', 'is cut off: it ends within its Ogg header');
  }
  if (hasMagic(bytes, 'OpusHead', body)) {
    const channels = bytes[body + 9] ?? 0;
    const preSkip = bytes.readUInt16LE(body + 10);
    return { format: 'opus', channels, sampleRate: opusRate, headers: 2, preSkip };
  }
  const channels = bytes[body + 11] ?? 0;
  const sampleRate = bytes.readUInt32LE(body + 12);
  return { format: 'vorbis', channels, sampleRate, headers: 3, preSkip: 0 };
}

/** @throws {Refusal} */
function sendHeader(decoder: PacketDecoder, packet: Buffer, first: boolean): void {
  let ok = 0;
  try {
    decoder.processHeader(packet, (result) => {
      ok = result;
    });
  } catch (error) {
    throw new Refusal('corrupt', 'is damaged: its headers cannot be decoded', { cause: error });
  }
  if (ok === 0) {
    const what = first ? 'its first header is' : 'one of its headers is';
    throw new Refusal('corrupt', `is damaged: ${what} wrong`);
  }
}

/** After all headers, when Vorbis has said what it found. @throws {Refusal} */
function checkAgain(decoder: PacketDecoder, channels: number): void {
  const found = decoder.audioFormat;
  if (found !== null && found.channels !== channels) {
    throw new Refusal('corrupt', 'is damaged: its headers contradict each other');
  }
}

/** One array a channel; `null` where the packet cannot be decoded; `broken` when the decoder is. */
function decodePacket(decoder: PacketDecoder, packet: Buffer): Float32Array[] | null | 'broken' {
  decoder.audioBuffer = null;
  let ok = 0;
  try {
    decoder.processAudio(packet, (result) => {
      ok = result;
    });
  } catch {
    return 'broken'; // a trap of the WebAssembly: nothing that it would say later can be trusted
  }
  return ok === 0 ? null : (decoder.audioBuffer ?? []);
}
