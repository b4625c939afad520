import type { SampleText } from '../../shared/sample-text.ts';

/** As large as the largest thumbnails. */
const side = 160;
const margin = 8;
const lineHeight = 14;
const characters = 25;
/** Of a text: more than fits, were it all spaces. */
const mostLooked = 4000;
const lines = Math.floor((side - 2 * margin) / lineHeight);
/** Of a row: few enough to be read where a card is shown at half its size. */
const columnHeight = 28;
const mostColumns = Math.floor((side - 2 * margin) / columnHeight);
const valueCharacters = 17;

/**
 * A sample that is no picture as a small picture, so that grids, maps and lists show it as they show pictures: the first words of a text,
 * or the first columns of a row. An SVG of text alone, which follows the light or dark of the system.
 */
export function textCard(sample: SampleText): Uint8Array {
  const rows =
    'text' in sample
      ? wrapped(sample.text.slice(0, mostLooked)).map((line, at) => textNode(margin, at, line))
      : sample.columns
          .slice(0, mostColumns)
          .map(([name, value], at) => columnNodes(at, name, value));
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" width="${side}" height="${side}"><style>rect{fill:#fff}text{font:10.5px system-ui,sans-serif;fill:#1f2937}.n{fill:#6b7280}.v{font-size:15px}@media(prefers-color-scheme:dark){rect{fill:#1b1f27}text{fill:#e5e7eb}.n{fill:#9ca3af}}</style><rect width="${side}" height="${side}"/>${rows.join('')}</svg>`;
  return new TextEncoder().encode(svg);
}

const baseline = (line: number): number => margin + lineHeight * line + 10;

const textNode = (x: number, line: number, text: string): string =>
  `<text x="${x}" y="${baseline(line)}">${escaped(text)}</text>`;

/** The name, and below it the value in larger letters. */
function columnNodes(place: number, name: string, value: string): string {
  const top = margin + columnHeight * place;
  const node = (y: number, look: string, text: string): string =>
    `<text x="${margin}" y="${y}" class="${look}">${escaped(text)}</text>`;
  return (
    node(top + 9, 'n', cut(name, characters)) + node(top + 23, 'v', cut(value, valueCharacters))
  );
}

function cut(text: string, most: number): string {
  const all = Array.from(text);
  return all.length <= most ? text : `${all.slice(0, most - 1).join('')}…`;
}

/** Lines of whole words; a word that is longer than a line is cut. */
function wrapped(text: string): string[] {
  const found: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/u).filter((each) => each !== '')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (Array.from(longer).length <= characters) {
      line = longer;
      continue;
    }
    if (line !== '') found.push(line);
    if (found.length === lines) break;
    line = cut(word, characters);
  }
  if (line !== '' && found.length < lines) found.push(line);
  else if (found.length === lines)
    found[lines - 1] = cut(`${found[lines - 1] ?? ''} …`, characters);
  return found;
}

/** Nothing of a text is markup, and nothing that XML forbids is left. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '�')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
