const list = new Intl.ListFormat('en');

/** Names in quotation marks: `“a”`, `“a” and “b”`, `“a”, “b”, and “c”`. */
export const listed = (names: readonly string[]): string =>
  list.format(names.map((name) => `“${name}”`));
