import type { JavascriptSamples } from './samples.ts';

/** A function `tokensOf`: byte-level BPE as `tokenizer.json` says. @param read JavaScript that gives that file's JSON */
const tokens = (
  read: string,
): string => String.raw`const { model: bpe, pre_tokenizer: splitter } = ${read};
const words = new RegExp(splitter.pretokenizers[0].pattern.Regex, "gu");
const ranks = new Map(bpe.merges.map((pair, rank) => [pair.join(" "), rank]));
/** Each byte is written as a letter that can be seen. */
let next = 256;
const letters = Array.from({ length: 256 }, (_, byte) => {
  const isSeen = (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
  return String.fromCharCode(isSeen ? byte : next++);
});

/** The beginning of a text as numbers of its tokens. */
function tokensOf(raw) {
  const text = raw.replace(/\r\n?|[\v\f]/g, "\n").replace(/[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]/g, "");
  const ids = [bpe.vocab["<bos>"]];
  for (const [word] of text.matchAll(words)) {
    const parts = Array.from(new TextEncoder().encode(word), (byte) => letters[byte]);
    for (;;) {
      // Of all pairs beside each other the one that was learnt first becomes one.
      const found = parts.slice(1).map((part, at) => ranks.get(parts[at] + " " + part) ?? Infinity);
      const lowest = found.reduce((least, rank) => Math.min(least, rank), Infinity);
      if (lowest === Infinity) break;
      const at = found.indexOf(lowest);
      parts.splice(at, 2, parts[at] + parts[at + 1]);
    }
    ids.push(...parts.map((part) => bpe.vocab[part]));
    if (ids.length >= prep.length) break;
  }
  return Int32Array.from({ length: prep.length }, (_, at) => ids[at] ?? bpe.vocab["<pad>"]);
}
`;

const common = {
  packages: [],
  example: 'letter.txt',
  notes: `// Reads plain text in UTF-8, a file a text. The app finds other encodings by itself; of a mail it takes the
// subject, an empty line and what a person reads of it, of a table one column: give these as plain text.`,
  imports: '',
  shape: '[prep.length]',
  type: 'int32',
} as const;

export const nodeText: JavascriptSamples = {
  ...common,
  code: `${tokens('JSON.parse(readFileSync(here("tokenizer.json"), "utf8"))')}
async function samplesOf(file) {
  const text = new TextDecoder().decode(readFileSync(file));
  return [{ name: path.basename(file), sample: tokensOf(text) }];
}
`,
};

export const pageText: JavascriptSamples = {
  ...common,
  code: `${tokens('await (await fetch("tokenizer.json")).json()')}
async function samplesOf(file) {
  return [{ name: file.name, sample: tokensOf(await file.text()) }];
}
`,
};
