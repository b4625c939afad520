/** Bytes in which a page has to declare its encoding; the standard says 1024, and many have comments before it. */
const lookedAt = 16_384;
const meta = /<meta\s[^>]*?charset\s*=\s*["']?\s*([\w:.-]{1,40})/i;

/**
 * The encoding that a page of HTML declares, by a byte-order mark of UTF-8 or by `<meta>`, as a label of the WHATWG Encoding Standard; `null` where it says
 * none that there is.
 */
export function declaredEncoding(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  const head = Buffer.from(bytes.subarray(0, lookedAt)).toString('latin1');
  const [, label] = meta.exec(head.replaceAll(/<!--.*?-->/gs, '')) ?? [];
  return label === undefined ? null : knownLabel(label);
}

/** What could be read as ASCII is not UTF-16, whatever it says (the standard, "prescan a byte stream"). */
function knownLabel(label: string): string | null {
  try {
    const { encoding } = new TextDecoder(label);
    return encoding.startsWith('utf-16') ? 'utf-8' : encoding;
  } catch {
    return null; // the question was whether there is one
  }
}
