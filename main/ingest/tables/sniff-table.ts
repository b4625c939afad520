import { Refusal } from '../refusal.ts';
import { findDialect } from './csv-dialect.ts';
import { missingToNull } from './missing.ts';
import type { TableFormat } from './table.ts';
import { encodingByHead } from './text-encoding.ts';
import { textOrTable } from './text-or-table.ts';

export interface TableSniff {
  format: TableFormat;
  /** 0..1: from 0.8 on there is little doubt, below 0.5 it is more likely something else. */
  sure: number;
  /** A sentence. */
  reason: string;
}

const delimited = new Set(['csv', 'tsv', 'tab', 'psv']);
const plain = new Set(['txt', 'dat', 'data', 'text', '']);

/** Whether a file is a table, by its name and its first bytes (64 KiB are plenty); `null` when it is none. */
export function sniffTable(name: string, head: Uint8Array): TableSniff | null {
  const extension = /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const start = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  if (start.toString('latin1', 0, 4) === 'PAR1') {
    return { format: 'parquet', sure: 1, reason: 'It begins as a Parquet file.' };
  }
  if (start.toString('latin1', 0, 2) === 'PK') {
    const isWorkbook =
      extension === 'xlsx' || extension === 'xlsm' || start.includes('xl/workbook.xml');
    return isWorkbook ? { format: 'xlsx', sure: 1, reason: 'It is a workbook.' } : null;
  }
  const isOldOffice = start.toString('latin1', 0, 4) === '\u00d0\u00cf\u0011\u00e0';
  if (isOldOffice && extension.startsWith('xls')) {
    return { format: 'xlsx', sure: 0.9, reason: 'It is named as a workbook.' };
  }
  const text = decodeHead(start);
  if (text === null) return null;
  return sniffJson(text, extension) ?? sniffDelimited(text, extension, head.length);
}

/** `null`: binary data. */
function decodeHead(head: Buffer): string | null {
  try {
    // Windows-1252 differs from UTF-8 in letters only, which do not matter here.
    return new TextDecoder(encodingByHead(head) ?? 'utf-8').decode(head);
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

function sniffJson(text: string, extension: string): TableSniff | null {
  const start = text.trimStart();
  const named = ['json', 'jsonl', 'ndjson'].includes(extension);
  if (/^\[\s*\{\s*"/.test(start)) {
    return { format: 'json', sure: named ? 1 : 0.9, reason: 'It begins as a list of objects.' };
  }
  if (!start.startsWith('{')) return null;
  const end = start.indexOf('\n');
  try {
    JSON.parse(end < 0 ? start : start.slice(0, end));
  } catch {
    return null; // an object over several lines is no row of a table
  }
  return { format: 'json', sure: named ? 1 : 0.9, reason: 'Its first line is an object.' };
}

function sniffDelimited(text: string, extension: string, bytes: number): TableSniff | null {
  if (text.trim() === '') return null;
  const { width, regular, sample, header } = findDialect(text, bytes < 64 * 1024);
  const named = delimited.has(extension);
  if (!named && !plain.has(extension)) return null;
  if (!named && regular < 0.8) return null; // commas of a letter
  const fields = sample.filter((row) => row.length === width);
  if (width === 1 || regular < 0.5) {
    if (!named) return null;
    return { format: 'csv', sure: width === 1 ? 0.4 : 0.6, reason: 'It is named as a table.' };
  }
  const rows = fields.slice(header ? 1 : 0).map((row) => row.map(missingToNull));
  const names = header ? (fields[0] ?? []) : fields[0]?.map((_, index) => `column ${index + 1}`);
  const { is, reason } = textOrTable(names ?? [], rows);
  if (is === 'text') return { format: 'csv', sure: 0.3, reason };
  const many = rows.length >= 3 && regular >= 0.9;
  const sure = named ? (regular >= 0.9 ? 1 : 0.8) : many ? 0.8 : 0.4;
  return { format: 'csv', sure, reason: `Its rows have ${width} fields each.` };
}
