import { describe, expect, it } from 'vitest';
import { safeEntryPath } from '../../../main/ingest/containers/zip-names.ts';
import { displayName, extensionOf, UniqueNames } from '../../../main/ingest/display-name.ts';
import { seeded } from '../../fixtures/ingest/seeded.ts';

describe('displayName', () => {
  it('leaves ordinary names alone and escapes the rest', () => {
    expect(displayName(Buffer.from('größe 1.png'))).toEqual({
      text: 'größe 1.png',
      escaped: false,
    });
    expect(displayName(Buffer.from([0x66, 0xff, 0x2e])).text).toBe('f\\xff.');
    expect(displayName(Buffer.from('a\nb\\c')).text).toBe('a\\x0ab\\x5cc');
  });

  it('never gives two names the same text', () => {
    const random = seeded(1);
    const bytes = [0x00, 0x2e, 0x5c, 0x66, 0x78, 0x30, 0xc3, 0xbc, 0xff, 0x7f];
    const seen = new Map<string, string>();
    for (let round = 0; round < 20_000; round++) {
      const length = 1 + Math.floor(random() * 6);
      const name = Buffer.from(
        Array.from({ length }, () => bytes[Math.floor(random() * bytes.length)] ?? 0),
      );
      const { text } = displayName(name);
      expect(seen.get(text) ?? name.toString('hex')).toBe(name.toString('hex'));
      seen.set(text, name.toString('hex'));
    }
  });
});

describe('extensionOf', () => {
  it.each([
    ['a.PNG', 'png'],
    ['a/b.tar.gz', 'gz'],
    ['a.b/c', ''],
    ['.png', ''],
    ['a/.png', ''],
  ])('%s → "%s"', (name, extension) => expect(extensionOf(name)).toBe(extension));
});

describe('UniqueNames', () => {
  it('numbers what is taken, before the extension', () => {
    const names = new UniqueNames();
    const given = ['a.png', 'a.png', 'a (2).png', 'a.png', 'x/a', 'x/a'];
    expect(given.map((name) => names.claim(name))).toEqual([
      'a.png',
      'a (2).png',
      'a (2) (2).png',
      'a (3).png',
      'x/a',
      'x/a (2)',
    ]);
  });
});

describe('safeEntryPath', () => {
  it('uses forward slashes and drops empty parts', () => {
    expect(safeEntryPath('cats\\1.png')).toBe('cats/1.png');
    expect(safeEntryPath('./cats//1.png')).toBe('cats/1.png');
    expect(safeEntryPath('cats/')).toBe('cats/');
    expect(safeEntryPath('a\u0007.png')).toBe('a\\x07.png');
  });

  it.each([
    '../a',
    'a/../../b',
    '..\\a',
    'a\\..\\..\\b',
    '/etc/passwd',
    '\\\\server\\a',
    'C:\\a',
    'c:a',
    'a\0.png',
  ])('refuses %j', (name) =>
    expect(() => safeEntryPath(name)).toThrow(expect.objectContaining({ code: 'unsafe-path' })),
  );
});
