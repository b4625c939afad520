import { isAscii } from 'node:buffer';
import PostalMime, { type Attachment, type Email } from 'postal-mime';
import { messageOf } from '../../../../shared/errors.ts';
import { formatBytes } from '../../limits.ts';
import { Refusal } from '../../refusal.ts';
import { cleanText } from '../clean-text.ts';
import { detectEncoding, encodingSampleBytes } from '../detect-encoding.ts';
import { htmlToText } from '../html-to-text.ts';
import type { TextDocument } from '../text-input.ts';
import type { TextLimits } from '../text-limits.ts';
import type { TextNote } from '../text-note.ts';
import { hasMailField } from './looks-like-mail.ts';
import { checkText } from './plain.ts';

/** Mails within mails that are read. */
const maxForwarded = 3;

/**
 * A mail as a text: its subject, a blank line, and what a person reads of it; of mails within it the same. Who wrote it to
 * whom and when is left out, and so are attachments. Parts, transfer encodings and charsets are `postal-mime`'s work.
 *
 * @throws {Refusal} when it is too large, no mail, or has nothing to read
 */
export async function readMail(
  name: string,
  chunks: AsyncIterable<Uint8Array>,
  limits: TextLimits,
): Promise<TextDocument> {
  const bytes = await collect(chunks, limits.maxMailBytes);
  if (bytes.length === 0) throw new Refusal('empty', 'is empty (0 bytes)');
  const notes = new Set<TextNote>();
  const found = cleanText(await textOf(bytes, notes, 0), limits.maxCharacters);
  checkText(found.text);
  return { is: 'document', name, text: found.text, label: null, notes: [...notes, ...found.notes] };
}

async function collect(chunks: AsyncIterable<Uint8Array>, most: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > most) {
      throw new Refusal('oversized', `is a mail of more than ${formatBytes(most)}`);
    }
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}

async function textOf(bytes: Buffer, notes: Set<TextNote>, depth: number): Promise<string> {
  let mail: Email;
  try {
    // Mails within it come as attachments: put in its text they would bring their senders along.
    mail = await PostalMime.parse(inUtf8(withoutEnvelope(bytes)), { maxRfc822NestingDepth: 0 });
  } catch (error) {
    throw new Refusal('corrupt', `is a mail that cannot be read: ${messageOf(error)}`, {
      cause: error,
    });
  }
  if (!hasMailField(mail.headers.map(({ key }) => key))) {
    throw new Refusal('corrupt', 'is no mail: it has no header of one');
  }
  const parts = [mail.subject ?? '', bodyOf(mail, notes)];
  for (const attachment of mail.attachments) {
    const content = forwardedIn(attachment);
    if (content !== null && depth < maxForwarded)
      parts.push(await textOf(content, notes, depth + 1));
  }
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('\n\n');
}

/** The plain part; HTML only where that is missing or blank. */
function bodyOf(mail: Email, notes: Set<TextNote>): string {
  if (mail.text !== undefined && mail.text.trim() !== '') return mail.text;
  if (mail.html === undefined) return '';
  notes.add('from-html');
  return htmlToText(mail.html);
}

function forwardedIn({ mimeType, content }: Attachment): Buffer | null {
  if (mimeType !== 'message/rfc822') return null;
  return typeof content === 'string' ? Buffer.from(content) : Buffer.from(content as ArrayBuffer);
}

/** Without the line that mailboxes put before a mail: `From anna@example.org Thu Aug 22 13:17:22 2002`. */
function withoutEnvelope(bytes: Buffer): Buffer {
  const start = bytes[0] === 0x3e ? 1 : 0; // `>From `
  if (bytes.toString('latin1', start, start + 5) !== 'From ') return bytes;
  const end = bytes.indexOf(0x0a);
  return end < 0 ? bytes : bytes.subarray(end + 1);
}

/**
 * Old mails hold bytes beyond ASCII without saying in which charset; readers of mails guess UTF-8. So a mail that names none
 * is made UTF-8 first.
 */
function inUtf8(bytes: Buffer): Buffer {
  if (/charset\s*=/i.test(bytes.toString('latin1'))) return bytes;
  if (isAscii(bytes)) return bytes;
  const first = bytes.findIndex((byte) => byte >= 0x80);
  const found = detectEncoding(bytes.subarray(first, first + encodingSampleBytes));
  if ('binary' in found || found.encoding === 'utf-8' || found.encoding.startsWith('utf-16')) {
    return bytes;
  }
  return Buffer.from(new TextDecoder(found.encoding).decode(bytes));
}
