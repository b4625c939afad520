import type { TextNote } from './text-note.ts';

export interface CleanText {
  text: string;
  notes: TextNote[];
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it takes out
const controls = /[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]/g;

/**
 * A text as it is kept: line ends are `\n`, control characters are gone, halves of surrogate pairs are U+FFFD, and what is
 * beyond `most` UTF-16 code units is cut off.
 */
export function cleanText(raw: string, most: number): CleanText {
  const notes: TextNote[] = [];
  let text = raw;
  if (text.length > most) {
    // Not between the halves of a pair, nor of a line end.
    const last = text.charCodeAt(most - 1);
    const isHalf = (last >= 0xd800 && last <= 0xdbff) || last === 0x0d;
    text = text.slice(0, isHalf ? most - 1 : most);
    notes.push('shortened');
  }
  text = text.replace(/\r\n?|[\v\f]/g, '\n');
  const length = text.length;
  text = text.replace(controls, '');
  if (text.length < length) notes.push('control-characters');
  text = text.toWellFormed();
  if (text.includes('\ufffd')) notes.push('undecodable');
  return { text, notes };
}

/** Whether so much of a text could not be decoded that it is none. */
export function isGarbled(text: string): boolean {
  return text.split('\ufffd').length - 1 > text.length / 10;
}
