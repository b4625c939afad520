/** The few constructs of Markdown that model cards have, as data: nothing here can become HTML. */
export type Block =
  | { kind: 'heading'; level: number; text: Inline[] }
  | { kind: 'paragraph'; text: Inline[] }
  | { kind: 'list'; items: Inline[][] }
  | { kind: 'code'; text: string }
  | { kind: 'table'; head: Inline[][]; rightAligned: boolean[]; rows: Inline[][][] };

export interface Inline {
  kind: 'text' | 'strong' | 'code';
  text: string;
}

const tableLine = /^\s*\|.*\|\s*$/;
const rule = /^\s*\|[\s|:-]+\|\s*$/;
const listLine = /^\s*[-*] +/;

export function blocksOf(markdown: string): Block[] {
  const lines = markdown.split(/\r?\n/);
  const blocks: Block[] = [];
  let at = 0;
  /** Takes lines as long as they are of a kind. */
  const take = (belongs: (line: string) => boolean): string[] => {
    const from = at;
    while (at < lines.length && belongs(lines[at] ?? '')) at += 1;
    return lines.slice(from, at);
  };
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const heading = /^(#{1,6}) +(.*)$/.exec(line);
    if (line.trim() === '') {
      at += 1;
    } else if (heading !== null) {
      at += 1;
      const [, marks = '', text = ''] = heading;
      blocks.push({ kind: 'heading', level: marks.length, text: inlineOf(text) });
    } else if (line.startsWith('```')) {
      at += 1;
      const text = take((each) => !each.startsWith('```')).join('\n');
      at += 1;
      blocks.push({ kind: 'code', text });
    } else if (tableLine.test(line) && rule.test(lines[at + 1] ?? '')) {
      blocks.push(tableOf(take((each) => tableLine.test(each))));
    } else if (listLine.test(line)) {
      const items = take((each) => listLine.test(each));
      blocks.push({
        kind: 'list',
        items: items.map((each) => inlineOf(each.replace(listLine, ''))),
      });
    } else {
      const text = take(
        (each) => each.trim() !== '' && !/^(#{1,6} |```)/.test(each) && !listLine.test(each),
      );
      blocks.push({ kind: 'paragraph', text: inlineOf(text.join('\n')) });
    }
  }
  return blocks;
}

function tableOf([head = '', alignment = '', ...rows]: string[]): Block {
  return {
    kind: 'table',
    head: cellsOf(head).map(inlineOf),
    rightAligned: cellsOf(alignment).map((cell) => cell.endsWith(':')),
    rows: rows.map((row) => cellsOf(row).map(inlineOf)),
  };
}

function cellsOf(line: string): string[] {
  return line
    .trim()
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim());
}

/** Text with `code` and **strong** parts. */
export function inlineOf(text: string): Inline[] {
  return text
    .split(/(`[^`]+`|\*\*[^*]+\*\*)/)
    .filter((part) => part !== '')
    .map((part): Inline => {
      if (/^`[^`]+`$/.test(part)) return { kind: 'code', text: part.slice(1, -1) };
      if (/^\*\*[^*]+\*\*$/.test(part)) return { kind: 'strong', text: part.slice(2, -2) };
      return { kind: 'text', text: part };
    });
}
