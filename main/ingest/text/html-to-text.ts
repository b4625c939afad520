import { Tokenizer } from 'htmlparser2';

/** Elements whose content nobody reads. */
const unread = new Set([
  'script',
  'style',
  'title',
  'noscript',
  'template',
  'iframe',
  'noembed',
  'noframes',
  'textarea',
  'xmp',
]);
/** Elements that begin a new paragraph. */
const paragraphs = new Set([
  'p',
  'div',
  'table',
  'ul',
  'ol',
  'dl',
  'blockquote',
  'pre',
  'hr',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'section',
  'article',
  'header',
  'footer',
  'form',
  'center',
  'body',
]);
/** Elements that begin a new line. */
const lines = new Set(['br', 'li', 'tr', 'dt', 'dd', 'option', 'caption', 'address']);
/** Elements that keep words apart. */
const cells = new Set(['td', 'th']);

/**
 * What a person reads of HTML, by the events of `htmlparser2`'s tokenizer: no tree is built, because hostile mails nest
 * 300,000 elements, and time and memory stay in proportion to the length.
 */
export function htmlToText(html: string): string {
  let out = '';
  /** What is to stand before the next word. */
  let gap = '';
  /** The element that is being skipped. */
  let skipped: string | null = null;
  const widen = (wanted: string): void => {
    if (out !== '' && wanted.length >= gap.length && gap !== '\n\n') gap = wanted;
  };
  const add = (raw: string): void => {
    if (skipped !== null) return;
    for (const [part] of raw.matchAll(/[\t\n\f\r \u00a0]+|[^\t\n\f\r \u00a0]+/g)) {
      if (/^[\t\n\f\r \u00a0]/.test(part)) {
        if (gap === '' && out !== '') gap = ' ';
        continue;
      }
      out += gap + part;
      gap = '';
    }
  };
  const breakAt = (name: string): void => {
    if (paragraphs.has(name)) widen('\n\n');
    else if (lines.has(name)) gap = gap === '\n\n' || out === '' ? gap : '\n';
    else if (cells.has(name) && gap === '' && out !== '') gap = ' ';
  };
  const nothing = (): void => undefined;
  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      ontext: (start, end) => add(html.slice(start, end)),
      ontextentity: (codepoint) => add(String.fromCodePoint(codepoint)),
      onopentagname(start, end) {
        const name = html.slice(start, end).toLowerCase();
        if (skipped === null && unread.has(name)) skipped = name;
        else if (skipped === null) breakAt(name);
      },
      onclosetag(start, end) {
        const name = html.slice(start, end).toLowerCase();
        if (skipped === name) skipped = null;
        else if (skipped === null) breakAt(name);
      },
      onattribdata: nothing,
      onattribentity: nothing,
      onattribend: nothing,
      onattribname: nothing,
      oncdata: nothing,
      oncomment: nothing,
      ondeclaration: nothing,
      onend: nothing,
      onopentagend: nothing,
      onprocessinginstruction: nothing,
      onselfclosingtag: nothing,
    },
  );
  tokenizer.write(html);
  tokenizer.end();
  return out;
}
