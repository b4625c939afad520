import { describe, expect, it } from 'vitest';
import { findDateStyle, parseDate } from '../../../../main/ingest/tables/dates.ts';
import {
  findNumberStyle,
  type NumberStyle,
  parseNumber,
} from '../../../../main/ingest/tables/numbers.ts';

describe('numbers in texts', () => {
  it.each<[string, NumberStyle, number | null]>([
    ['12', 'plain', 12],
    ['-1.5e3', 'plain', -1500],
    ['.5', 'plain', 0.5],
    ['+7', 'plain', 7],
    ['−3', 'plain', -3],
    ['-0', 'plain', 0],
    ['1,234.5', 'comma-groups', 1234.5],
    ['1,234,567', 'comma-groups', 1_234_567],
    ['1,23', 'comma-groups', null],
    ['1.234,5', 'comma-decimal', 1234.5],
    ['1234,5', 'comma-decimal', 1234.5],
    ['1 234,5', 'comma-decimal', 1234.5],
    ['1\u202f234,5', 'comma-decimal', 1234.5],
    ["1'234.5", 'plain', 1234.5],
    ['12 %', 'plain', 12],
    ['$1,234.50', 'comma-groups', 1234.5],
    ['-$5', 'plain', -5],
    ['1.234,50 €', 'comma-decimal', 1234.5],
    ['CHF 20', 'plain', 20],
    ['(5)', 'plain', -5],
    ['007', 'plain', null],
    ['0', 'plain', 0],
    ['0.5', 'plain', 0.5],
    ['1.2.3', 'plain', null],
    ['12 apples', 'plain', null],
    ['Infinity', 'plain', null],
    ['0x10', 'plain', null],
    ['1e999', 'plain', null],
    ['', 'plain', null],
    ['-', 'plain', null],
    ['1'.repeat(100_000), 'plain', null],
  ])('%j in style %s', (text, style, value) => {
    expect(parseNumber(text, style)).toBe(value);
  });

  it.each<[string[], boolean, NumberStyle]>([
    [['1', '2.5'], false, 'plain'],
    [['1,234', '5'], false, 'comma-groups'],
    [['1,234', '5'], true, 'comma-decimal'],
    [['1,5', '2,25'], false, 'comma-decimal'],
    [['1.234,5', '2.000,1'], false, 'comma-decimal'],
    [['1,234.5', '2'], true, 'comma-groups'],
    [['1.234', '5'], true, 'plain'],
  ])('%j, decimal comma %s: %s', (texts, decimalComma, style) => {
    expect(findNumberStyle(texts, decimalComma)).toEqual({ style, count: texts.length });
  });
});

describe('dates in texts', () => {
  it.each([
    ['2020-01-31', 'iso', '2020-01-31T00:00:00.000Z'],
    ['2020/1/31', 'iso', '2020-01-31T00:00:00.000Z'],
    ['2020-02', 'iso', '2020-02-01T00:00:00.000Z'],
    ['2020-01-31T12:30:15.250Z', 'iso', '2020-01-31T12:30:15.250Z'],
    ['2020-01-31 12:30', 'iso', '2020-01-31T12:30:00.000Z'],
    ['2020-01-31T12:30:00+02:00', 'iso', '2020-01-31T10:30:00.000Z'],
    ['31.1.2020', 'day-first', '2020-01-31T00:00:00.000Z'],
    ['31/01/2020', 'day-first', '2020-01-31T00:00:00.000Z'],
    ['1/31/20', 'month-first', '2020-01-31T00:00:00.000Z'],
    ['1/31/98 11:05 PM', 'month-first', '1998-01-31T23:05:00.000Z'],
    ['Jan 31 2020', 'named', '2020-01-31T00:00:00.000Z'],
    ['31 January 2020', 'named', '2020-01-31T00:00:00.000Z'],
    ['Friday, January 31, 2020', 'named', '2020-01-31T00:00:00.000Z'],
    ['0099-03-01', 'iso', '0099-03-01T00:00:00.000Z'],
  ] as const)('%s', (text, style, iso) => {
    expect(new Date(parseDate(text, style) ?? Number.NaN).toISOString()).toBe(iso);
  });

  it.each([
    ['2020-02-30', 'iso'],
    ['2020-13-01', 'iso'],
    ['31/31/2020', 'day-first'],
    ['Jam 31 2020', 'named'],
    ['2020-01-01 25:00', 'iso'],
    ['20200131', 'iso'],
    ['hello world', 'named'],
  ] as const)('%s is none', (text, style) => {
    expect(parseDate(text, style)).toBeNull();
  });

  it('see which comes first, and whether that shows', () => {
    expect(findDateStyle(['1/2/2020', '13/2/2020'])).toMatchObject({
      style: 'day-first',
      ambiguous: false,
    });
    expect(findDateStyle(['1/2/2020', '2/13/2020'])).toMatchObject({
      style: 'month-first',
      ambiguous: false,
    });
    expect(findDateStyle(['1/2/2020', '3/4/2020'])).toMatchObject({
      style: 'month-first',
      ambiguous: true,
    });
    expect(findDateStyle(['1.2.2020', '3.4.2020'])).toMatchObject({
      style: 'day-first',
      ambiguous: true,
    });
    expect(findDateStyle(['2020-01-01'])).toMatchObject({ style: 'iso', ambiguous: false });
  });
});
