import { termsOf } from './terms.ts';

/** UTF-16 code units of a text: `text.slice(start, end)`. */
export interface Stretch {
  start: number;
  end: number;
}

/** Words of a passage, about: what one looks through at a glance, and what names one thing. */
const passageWords = 80;
/** What is no sentence, such as a table or a log, is cut by words. */
const longestSentence = 2 * passageWords;
/** Too short to answer anything. */
const fewestWords = 3;

const segmenter = new Intl.Segmenter(undefined, { granularity: 'sentence' });

/**
 * The sentences of a text, without white space around them. They end where Unicode says (UAX 29), and at the end of a line unless the next
 * begins with a small letter, as in mails.
 */
export function sentencesOf(
  text: string,
  within: Stretch = { start: 0, end: text.length },
): Stretch[] {
  // As long as the text itself, so that places stay what they are.
  const joined = text.slice(within.start, within.end).replace(/\n(?=\p{Ll})/gu, ' ');
  return Array.from(segmenter.segment(joined), ({ index, segment }) => {
    const start = within.start + index + segment.length - segment.trimStart().length;
    return { start, end: within.start + index + segment.trimEnd().length };
  }).filter(({ start, end }) => end > start);
}

/** A text as passages: whole sentences of one or more paragraphs, some eighty words in all. */
export function passagesOf(text: string): Stretch[] {
  const passages: Stretch[] = [];
  let open: Stretch | null = null;
  let words = 0;
  const close = (): void => {
    if (open !== null && words >= fewestWords) passages.push(open);
    open = null;
    words = 0;
  };
  for (const sentence of sentencesOf(text).flatMap((each) => shortened(text, each))) {
    const own = termsOf(text.slice(sentence.start, sentence.end)).length;
    const gap = open === null ? '' : text.slice((open as Stretch).end, sentence.start);
    if (words + own > passageWords || (words > passageWords / 2 && /\n\s*\n/u.test(gap))) close();
    open = { start: (open as Stretch | null)?.start ?? sentence.start, end: sentence.end };
    words += own;
  }
  close();
  return passages;
}

function shortened(text: string, sentence: Stretch): Stretch[] {
  const content = text.slice(sentence.start, sentence.end);
  // Nothing that is shorter has as many words.
  if (content.length < 2 * longestSentence || termsOf(content).length <= longestSentence) {
    return [sentence];
  }
  const parts: Stretch[] = [];
  let words = 0;
  let start = -1;
  for (const { index, 0: word } of content.matchAll(/\S{1,1000}/gu)) {
    if (start < 0) start = index;
    words += 1;
    if (words < passageWords && index + word.length < content.length) continue;
    parts.push({ start: sentence.start + start, end: sentence.start + index + word.length });
    start = -1;
    words = 0;
  }
  return parts;
}
