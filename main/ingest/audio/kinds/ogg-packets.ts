import { hasMagic } from '../../kinds/kind.ts';

/**
 * Takes the packets of the first logical stream out of an Ogg file. Format: S. Pfeiffer, "The Ogg Encapsulation Format
 * Version 0", RFC 3533 (2003). Pages with a wrong checksum or out of order are left out.
 */
export interface OggPacket {
  data: Buffer;
  /**
   * Position in samples at the end of the page on which this packet ends, as the codec counts; `null` unless this is
   * the last packet that ends there.
   */
  granule: number | null;
  /** Whether its page is marked as the last of the stream. */
  isLast: boolean;
}

interface Page {
  continued: boolean;
  first: boolean;
  last: boolean;
  granule: number;
  serial: number;
  sequence: number;
  /** Lengths of the segments; 255 says that the packet goes on. */
  segments: Uint8Array;
  body: number;
  end: number;
}

const headerBytes = 27;
const crcTable = makeCrcTable();

export class OggReader {
  readonly #bytes: Buffer;
  /** Pages were missing, wrong or in disorder. */
  damaged = false;
  /** The file ends within a page, or without the page that is marked as the last. */
  truncated = false;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  *packets(): Generator<OggPacket> {
    let parts: Buffer[] | null = []; // of a packet that goes on; `null`: its beginning is lost
    let serial: number | null = null;
    let sequence = 0;
    let ended = false;
    for (const page of this.#pages()) {
      serial ??= page.serial;
      if (page.serial !== serial || ended) continue; // another stream: beside this one, or after it
      if (page.sequence !== sequence) this.damaged = true;
      const isBroken = page.sequence !== sequence || page.continued !== hasParts(parts);
      if (isBroken) parts = page.continued ? null : [];
      sequence = page.sequence + 1;
      ended = page.last;
      const lastEnd = page.segments.findLastIndex((length) => length < 255);
      let at = page.body;
      let length = 0;
      for (const [index, segment] of page.segments.entries()) {
        length += segment;
        if (segment === 255 && index < page.segments.length - 1) continue;
        parts?.push(this.#bytes.subarray(at, at + length));
        at += length;
        length = 0;
        if (segment === 255) continue; // goes on in the next page
        const granule = index === lastEnd && page.granule >= 0 ? page.granule : null;
        const data = parts?.length === 1 ? parts[0] : parts && Buffer.concat(parts);
        if (data) yield { data, granule, isLast: page.last };
        parts = [];
      }
    }
    if (!ended && !this.damaged) this.truncated = true;
  }

  *#pages(): Generator<Page> {
    const bytes = this.#bytes;
    let at = 0;
    while (at < bytes.length) {
      const page = readPage(bytes, at);
      if (page === 'cut') {
        this.truncated = true;
        at = nextPage(bytes, at + 4);
      } else if (page === null) {
        this.damaged = true;
        at = nextPage(bytes, at + 1);
      } else {
        yield page;
        at = page.end;
      }
    }
  }
}

function hasParts(parts: readonly Buffer[] | null): boolean {
  return parts === null || parts.length > 0;
}

/** All packets, one after the other. */
export function joinPackets(reader: OggReader): Buffer {
  return Buffer.concat(Array.from(reader.packets(), ({ data }) => data));
}

/** Position at the end of the last page of the first stream; `null` without such a page. */
export function lastGranule(bytes: Buffer): number | null {
  const serial = bytes.length >= headerBytes ? bytes.readUInt32LE(14) : 0;
  let at = bytes.lastIndexOf('OggS', undefined, 'latin1');
  for (let tries = 0; at >= 0 && tries < 64; tries++) {
    const page = readPage(bytes, at);
    if (page !== null && page !== 'cut' && page.serial === serial && page.granule >= 0) {
      return page.granule;
    }
    if (at === 0) return null;
    at = bytes.lastIndexOf('OggS', at - 1, 'latin1');
  }
  return null;
}

function nextPage(bytes: Buffer, from: number): number {
  const at = bytes.indexOf('OggS', from, 'latin1');
  return at < 0 ? bytes.length : at;
}

function readPage(bytes: Buffer, at: number): Page | 'cut' | null {
  if (!hasMagic(bytes, 'OggS', at) || bytes[at + 4] !== 0) return null;
  if (at + headerBytes > bytes.length) return 'cut';
  const body = at + headerBytes + (bytes[at + 26] ?? 0);
  const segments = bytes.subarray(at + headerBytes, body);
  const end = body + segments.reduce((sum, length) => sum + length, 0);
  if (end > bytes.length) return 'cut';
  if (pageCrc(bytes, at, end) !== bytes.readUInt32LE(at + 22)) return null;
  const flags = bytes[at + 5] ?? 0;
  return {
    continued: (flags & 1) !== 0,
    first: (flags & 2) !== 0,
    last: (flags & 4) !== 0,
    granule: Number(bytes.readBigInt64LE(at + 6)),
    serial: bytes.readUInt32LE(at + 14),
    sequence: bytes.readUInt32LE(at + 18),
    segments,
    body,
    end,
  };
}

/** Of the page with zeros in place of its checksum. */
function pageCrc(bytes: Buffer, start: number, end: number): number {
  let crc = 0;
  for (let at = start; at < end; at++) {
    const isField = at >= start + 22 && at < start + 26;
    const byte = isField ? 0 : (bytes[at] ?? 0);
    crc = (crc << 8) ^ (crcTable[(crc >>> 24) ^ byte] ?? 0);
  }
  return crc >>> 0;
}

function makeCrcTable(): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => {
    let value = byte << 24;
    for (let bit = 0; bit < 8; bit++) value = value < 0 ? (value << 1) ^ 0x04c11db7 : value << 1;
    return value;
  });
}
