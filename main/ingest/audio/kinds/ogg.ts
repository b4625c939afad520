import { hasMagic } from '../../kinds/kind.ts';
import { Refusal } from '../../refusal.ts';
import { checkFormat } from '../check-format.ts';
import type { AudioKind, Decoded, SampleSink } from '../kind.ts';
import type { AudioFormat } from '../types.ts';
import { lastGranule, OggReader } from './ogg-packets.ts';
import { openOpusDecoder, opusRate, readOpusHead } from './opus-packets.ts';
import type { PacketDecoder } from './packet-decoder.ts';
import { openVorbisDecoder } from './vorbis-decoder.ts';

/**
 * Vorbis and Opus in Ogg. Formats: Xiph.Org, "Vorbis I specification"; RFC 7845 for Opus. Pages are taken apart here,
 * packets decoded by libvorbis and libopus. Only the first of several chained recordings is read.
 */

interface Head {
  channels: number;
  sampleRate: number;
  /** Packets before the audio. */
  headers: number;
  /** Position of the first sample. */
  origin: number;
  open(): Promise<PacketDecoder>;
}

const pageHeadBytes = 27;
/** Of the first packet, whichever it is. */
const headBytes = 19;
/** Packets that cannot be decoded, one after the other, before the rest is given up. */
const maxFailures = 1000;

export const ogg: AudioKind = {
  sniff(bytes): AudioFormat | null {
    if (!hasMagic(bytes, 'OggS')) return null;
    if (hasMagic(bytes, '\x01vorbis', bodyOf(bytes))) return 'vorbis';
    return hasMagic(bytes, 'OpusHead', bodyOf(bytes)) ? 'opus' : null;
  },

  readHeader(bytes, format, limits) {
    const { sampleRate, channels, origin } = readHead(bytes, format);
    checkFormat(channels, sampleRate, limits);
    const samples = Math.max(0, (lastGranule(bytes) ?? 0) - origin);
    return { format, sampleRate, channels, seconds: samples / sampleRate, endsEarly: false };
  },

  async decode(bytes, header, sink): Promise<Decoded> {
    const head = readHead(bytes, header.format);
    const decoder = await head.open();
    try {
      return decodePackets(bytes, head, decoder, sink);
    } finally {
      decoder.free();
    }
  },
};

/** Offset of the first page's content. */
function bodyOf(bytes: Buffer): number {
  return pageHeadBytes + (bytes[pageHeadBytes - 1] ?? 0);
}

/** @throws {Refusal} */
function readHead(bytes: Buffer, format: AudioFormat): Head {
  const body = bodyOf(bytes);
  if (bytes.length < body + headBytes) {
    throw new Refusal('truncated', 'is cut off: it ends within its Ogg header');
  }
  if (format === 'opus') {
    const head = readOpusHead(bytes, body);
    const { channels, preSkip } = head;
    const open = (): Promise<PacketDecoder> => openOpusDecoder(head);
    return { channels, sampleRate: opusRate, headers: 2, origin: preSkip, open };
  }
  const channels = bytes[body + 11] ?? 0;
  const sampleRate = bytes.readUInt32LE(body + 12);
  return { channels, sampleRate, headers: 3, origin: 0, open: openVorbisDecoder };
}

/** @throws {Refusal} */
function decodePackets(
  bytes: Buffer,
  head: Head,
  decoder: PacketDecoder,
  sink: SampleSink,
): Decoded {
  const reader = new OggReader(bytes);
  const last = lastGranule(bytes) ?? Number.POSITIVE_INFINITY;
  let damaged = false;
  let failures = 0;
  let seen = 0;
  /** Samples since `anchor`, the position at the end of the last page before this one. */
  let written = 0;
  let anchor = head.origin;
  for (const packet of reader.packets()) {
    seen += 1;
    if (seen <= head.headers) {
      sendHeader(decoder, packet.data);
      continue;
    }
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
      anchor = packet.granule;
      written = 0;
    }
  }
  if (seen <= head.headers) {
    throw reader.damaged
      ? new Refusal('corrupt', 'is damaged: its headers cannot be read')
      : new Refusal('truncated', 'is cut off: its headers are not followed by samples');
  }
  return { damaged: damaged || reader.damaged, truncated: reader.truncated };
}

/** @throws {Refusal} */
function sendHeader(decoder: PacketDecoder, packet: Buffer): void {
  let isGood = false;
  let cause: unknown;
  try {
    isGood = decoder.header(packet);
  } catch (error) {
    cause = error;
  }
  if (!isGood) throw new Refusal('corrupt', 'is damaged: one of its headers is wrong', { cause });
}

function decodePacket(
  decoder: PacketDecoder,
  packet: Buffer,
): ReturnType<PacketDecoder['decode']> | 'broken' {
  try {
    return decoder.decode(packet);
  } catch {
    return 'broken';
  }
}
