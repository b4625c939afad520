import type { parquetHeader } from 'hyparquet/src/column.js';

/**
 * Whether what is inside a data page of Parquet can be read at all, told before it is read. Runs of equal values say
 * themselves how long they are, and the library writes as many as they say: a run of a thousand million in a page of
 * forty values fills the memory. Format: apache/parquet-format, Encodings.md.
 */

export type PageHeader = ReturnType<typeof parquetHeader>;
export type Decompress = (bytes: Uint8Array, length: number) => Uint8Array;

/** Runs of whole groups of eight may go on behind the last value; writers use up to 504 values a run. */
const mostPadding = 504;
const mostDeltaBlock = 2 ** 20;

/**
 * @param optional whether values may be missing: then the page says for each one whether it is there
 * @throws {Error} what is wrong with the page
 */
export function checkPage(
  bytes: Uint8Array,
  header: PageHeader,
  isBoolean: boolean,
  optional: boolean,
  decompress: Decompress,
): void {
  const first = header.data_page_header;
  const second = header.data_page_header_v2;
  const unpacked = header.uncompressed_page_size;
  if (first !== undefined) {
    const page = decompress(bytes, unpacked);
    let at = 0;
    let present = first.num_values;
    if (optional) {
      const length = lengthAt(page, 0);
      at = 4 + length;
      present = walkRuns(page.subarray(4, at), 1, first.num_values);
    }
    checkValues(page.subarray(at), first.encoding, present, isBoolean);
  } else if (second !== undefined) {
    const repetition = second.repetition_levels_byte_length;
    const definition = second.definition_levels_byte_length;
    const levels = repetition + definition;
    if (!(repetition >= 0 && definition >= 0 && levels <= bytes.length && levels <= unpacked)) {
      throw new Error('its levels are longer than it');
    }
    if (optional) walkRuns(bytes.subarray(repetition, levels), 1, second.num_values);
    const present = second.num_values - (second.num_nulls ?? 0);
    if (!(present >= 0 && present <= second.num_values)) throw new Error('it counts wrongly');
    const isStored = second.is_compressed === false || unpacked === levels;
    const rest = bytes.subarray(levels);
    const page = isStored ? rest : decompress(rest, unpacked - levels);
    checkValues(page, second.encoding, present, isBoolean);
  }
}

function checkValues(
  page: Uint8Array,
  encoding: string | undefined,
  count: number,
  isBoolean: boolean,
): void {
  switch (encoding) {
    case 'RLE':
    case 'PLAIN_DICTIONARY':
    case 'RLE_DICTIONARY': {
      if (isBoolean) {
        walkRuns(page.subarray(4, 4 + lengthAt(page, 0)), 1, count);
        return;
      }
      if (count === 0 && page.length === 0) return;
      const width = page[0] ?? 0;
      if (width > 32) throw new Error(`its indices have ${width} bits`);
      walkRuns(page.subarray(1), width, count);
      return;
    }
    case 'DELTA_BINARY_PACKED':
    case 'DELTA_LENGTH_BYTE_ARRAY':
    case 'DELTA_BYTE_ARRAY':
      if (count > 0) checkDelta(page);
      return;
    default:
      return; // the others take as many bytes as they give values
  }
}

function lengthAt(page: Uint8Array, at: number): number {
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
  const length = view.getUint32(at, true);
  if (at + 4 + length > page.length) throw new Error('its levels are longer than it');
  return length;
}

/** Follows runs of values of `width` bits until there are `count`. @returns how many of them are 1, of one bit */
function walkRuns(bytes: Uint8Array, width: number, count: number): number {
  const reader = { bytes, at: 0 };
  let seen = 0;
  let ones = 0;
  while (seen < count) {
    const header = readVarInt(reader);
    const isPacked = (header & 1) === 1;
    const values = isPacked ? (header >>> 1) * 8 : header >>> 1;
    if (values > count - seen + (isPacked ? mostPadding : 0)) {
      throw new Error('a run in it goes on behind its end');
    }
    const body = isPacked ? (values / 8) * width : Math.ceil(width / 8);
    // The last group may be cut to the bytes that are needed.
    const needed = isPacked ? Math.ceil((Math.min(values, count - seen) * width) / 8) : body;
    if (reader.at + needed > bytes.length) throw new Error('it ends within a run');
    if (width === 1) {
      for (let value = 0; value < Math.min(values, count - seen); value++) {
        const byte = bytes[reader.at + (isPacked ? value >> 3 : 0)] ?? 0;
        ones += isPacked ? (byte >> (value & 7)) & 1 : byte & 1;
      }
    }
    reader.at += body;
    seen += values;
  }
  return ones;
}

/** The sizes of blocks decide how far each step goes: none must go back or nowhere. */
function checkDelta(page: Uint8Array): void {
  const reader = { bytes: page, at: 0 };
  const block = readVarInt(reader);
  const miniblocks = readVarInt(reader);
  const isPlausible =
    block >= 8 && block <= mostDeltaBlock && miniblocks >= 1 && block % (miniblocks * 8) === 0;
  if (!isPlausible) throw new Error(`its blocks have ${block} values in ${miniblocks} parts`);
}

function readVarInt(reader: { bytes: Uint8Array; at: number }): number {
  let value = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = reader.bytes[reader.at];
    if (byte === undefined) throw new Error('it ends within a number');
    reader.at += 1;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return value >>> 0;
  }
  throw new Error('a number in it is too long');
}
