const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const odd = /[\u0000-\u001f\u007f\\]/;
const maxShown = 300;

/** A name as text, and whether it had to be escaped. */
export interface DisplayName {
  text: string;
  escaped: boolean;
}

/** Valid UTF-8 as a string, anything else `null`. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return null; // the question was whether it is UTF-8: it is not
  }
}

/**
 * A file name for people. Names that are no valid UTF-8, or hold control characters or backslashes,
 * are shown with `\xNN` for each such byte; since backslashes are escaped too, two different names
 * never look the same.
 */
export function displayName(bytes: Uint8Array): DisplayName {
  const text = decodeUtf8(bytes);
  if (text !== null && !odd.test(text)) return { text, escaped: false };
  let out = '';
  let start = 0;
  const isUtf8 = text !== null;
  for (const [index, byte] of bytes.entries()) {
    const isOdd = byte < 0x20 || byte === 0x7f || byte === 0x5c || (!isUtf8 && byte >= 0x80);
    if (!isOdd) continue;
    out += Buffer.from(bytes.subarray(start, index)).toString('utf8');
    out += `\\x${byte.toString(16).padStart(2, '0')}`;
    start = index + 1;
  }
  out += Buffer.from(bytes.subarray(start)).toString('utf8');
  return { text: out, escaped: true };
}

/** A hostile name in a message: escaped, and cut where it is absurdly long. */
export function shownName(bytes: Uint8Array): string {
  const { text } = displayName(bytes.subarray(0, maxShown));
  return bytes.length > maxShown ? `${text}…` : text;
}

/** Lower-case extension without its dot; `''` where there is none. */
export function extensionOf(name: string): string {
  const file = name.slice(name.lastIndexOf('/') + 1);
  const dot = file.lastIndexOf('.');
  return dot <= 0 ? '' : file.slice(dot + 1).toLowerCase();
}

/** Keeps names apart: the second `a.png` becomes `a (2).png`. */
export class UniqueNames {
  readonly #taken = new Set<string>();

  claim(name: string): string {
    let unique = name;
    const slash = name.lastIndexOf('/');
    const dot = name.lastIndexOf('.');
    const end = dot > slash + 1 ? dot : name.length;
    for (let n = 2; this.#taken.has(unique); n++) {
      unique = `${name.slice(0, end)} (${n})${name.slice(end)}`;
    }
    this.#taken.add(unique);
    return unique;
  }
}
