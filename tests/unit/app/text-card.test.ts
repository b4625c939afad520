import sharp from 'sharp';
import { expect, test } from 'vitest';
import { textCard } from '../../../main/app/text-card.ts';
import { withValues } from '../../../main/app/thumbnail.ts';
import {
  decodeSampleText,
  encodeSampleText,
  isSampleText,
} from '../../../main/files/sample-text.ts';

const svgOf = (sample: Parameters<typeof textCard>[0]): string =>
  new TextDecoder().decode(textCard(sample));

test('a text becomes lines of whole words, cut at the end', () => {
  const svg = svgOf({ text: 'The quick brown fox jumps over the lazy dog. '.repeat(30) });
  const shown = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, line]) => line ?? '');
  expect(shown[0]).toBe('The quick brown fox jumps');
  expect(shown).toHaveLength(10);
  expect(shown.at(-1)).toMatch(/…$/);
  for (const line of shown) expect(line.length).toBeLessThanOrEqual(25);
});

test.each([
  ['<script>alert(1)</script>'],
  ['"&amp; </text></svg><image href="x"/>'],
  ['\u0000\u0007\ud800 lone and controls'],
  ['a'.repeat(1000)],
  ['🙂'.repeat(40)],
  [''],
])('%j is shown as text and nothing else, and the picture can be drawn', async (text) => {
  for (const sample of [{ text }, { columns: [[text, text] as [string, string]] }]) {
    const svg = svgOf(sample);
    expect(
      svg.match(/<(\w+)/g)?.every((tag) => ['<svg', '<style', '<rect', '<text'].includes(tag)),
    ).toBe(true);
    const { width, height } = await sharp(Buffer.from(svg)).metadata();
    expect([width, height]).toEqual([160, 160]);
  }
});

test('a row is names and values; what does not fit is cut', () => {
  const svg = svgOf({
    columns: [
      ['proline, a very long name indeed', '1065.25'],
      ['hue', '1.04'],
    ],
  });
  expect(svg).toContain('>1065.25<');
  expect(svg).toContain('>proline, a very long nam…<');
  expect(svg).toContain('>hue<');
});

test('a card has few columns of a row, in letters that can be read, and of those that have a value', () => {
  const columns = Array.from({ length: 9 }, (_, i): [string, string] => [
    `c${i}`,
    i === 1 ? '–' : `v${i}`,
  ]);
  const svg = svgOf({ columns: withValues(columns) });
  const shown = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, line]) => line ?? '');
  expect(shown).toEqual(['c0', 'v0', 'c2', 'v2', 'c3', 'v3', 'c4', 'v4', 'c5', 'v5']);
  expect(svg).toContain('.v{font-size:15px}');
});

test('texts are kept as thumbnails are, a million characters of them, and told from pictures', () => {
  const kept = encodeSampleText({ text: 'x'.repeat(1_000_010) });
  expect(isSampleText(kept)).toBe(true);
  expect(isSampleText(Uint8Array.of(0xff, 0xd8))).toBe(false);
  expect(decodeSampleText(kept, 'f')).toEqual({ text: 'x'.repeat(1_000_000) });
  expect(() => decodeSampleText(new TextEncoder().encode('{"html":"x"}'), '/data/t')).toThrow(
    expect.objectContaining({ code: 'corrupt-file', path: '/data/t' }),
  );
});
