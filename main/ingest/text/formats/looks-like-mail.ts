/** `From anna@example.org Thu Aug 22 13:17:22 2002`, as each mail of a mailbox begins (RFC 4155). */
export const envelopeLine = /^From \S+ .*\d{2}:\d{2}(:\d{2})?( .*)? \d{4}( [-+]\d{4})?\s*$/;

const field = /^([!-9;-~]+)[ \t]*:/;
/** Fields of RFC 5322, and of news. */
const known: ReadonlySet<string> = new Set([
  'from',
  'to',
  'cc',
  'subject',
  'date',
  'message-id',
  'received',
  'return-path',
  'delivered-to',
  'mime-version',
  'content-type',
  'reply-to',
  'sender',
  'newsgroups',
  'path',
  'organization',
  'references',
  'in-reply-to',
]);

/** Whether a file begins with the header of a mail: field after field, three that are known, of them a sender or a subject. */
export function looksLikeMail(head: string): boolean {
  const lines = head.split(/\r?\n/);
  if (/^>?From /.test(lines[0] ?? '')) lines.shift();
  const names = new Set<string>();
  for (const [index, line] of lines.entries()) {
    if (line === '' && index > 0) break;
    if (/^[ \t]/.test(line) && index > 0) continue;
    const name = field.exec(line)?.[1]?.toLowerCase();
    if (name === undefined) {
      if (index < lines.length - 1) return false; // else it is cut off
    } else if (known.has(name)) {
      names.add(name);
    }
  }
  return names.size >= 3 && (names.has('from') || names.has('subject') || names.has('received'));
}

/** Whether one of these fields, in small letters, is of mails. */
export function hasMailField(names: readonly string[]): boolean {
  return names.some((name) => known.has(name));
}
