import { describe, expect, test } from 'vitest';
import { differenceKind, differenceText } from '../../../renderer/src/exports/difference.ts';
import { blocksOf, inlineOf } from '../../../renderer/src/exports/markdown.ts';

describe('the largest difference in words', () => {
  test('has two figures that are not zero', () => {
    expect(differenceText(9.2387e-7)).toBe('0.000092 %');
    expect(differenceText(0.0012)).toBe('0.12 %');
    expect(differenceText(0.5)).toBe('50 %');
    expect(differenceText(0)).toBe('0 %');
  });

  test('is none, rounding, or more', () => {
    expect(differenceKind(0)).toBe('same');
    expect(differenceKind(1e-6)).toBe('close');
    expect(differenceKind(0.01)).toBe('far');
  });
});

describe('Markdown of model cards', () => {
  test('headings, paragraphs, lists and tables become blocks', () => {
    const blocks = blocksOf(
      [
        '# Title',
        '',
        'One line',
        'and another',
        '## Limits',
        '- first',
        '- second',
        '',
        '| model | accuracy |',
        '| --- | ---: |',
        '| pixels | 72.7 % |',
      ].join('\n'),
    );
    expect(blocks.map(({ kind }) => kind)).toEqual([
      'heading',
      'paragraph',
      'heading',
      'list',
      'table',
    ]);
    expect(blocks[1]).toEqual({
      kind: 'paragraph',
      text: [{ kind: 'text', text: 'One line\nand another' }],
    });
    expect(blocks[4]).toMatchObject({
      rightAligned: [false, true],
      rows: [[[{ text: 'pixels' }], [{ text: '72.7 %' }]]],
    });
  });

  test('code and strong text are parts of a line', () => {
    expect(inlineOf('run `a*b` **now**.').map(({ kind }) => kind)).toEqual([
      'text',
      'code',
      'text',
      'strong',
      'text',
    ]);
  });

  test('HTML stays text, and nothing makes it loop', () => {
    expect(blocksOf('<img src=x onerror=alert(1)>')).toEqual([
      { kind: 'paragraph', text: [{ kind: 'text', text: '<img src=x onerror=alert(1)>' }] },
    ]);
    expect(blocksOf('| a | b |\n```\n- \n#\n')).not.toHaveLength(0);
    expect(blocksOf('')).toEqual([]);
  });
});
