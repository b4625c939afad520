/** What reading did to a text, beyond decoding it and making every line end `\n`. */
export type TextNote =
  /** Too long: only the beginning was kept. */
  | 'shortened'
  /** NUL and other control characters were taken out. */
  | 'control-characters'
  /** Bytes that mean nothing in the file's encoding, or half a surrogate pair, became U+FFFD. */
  | 'undecodable'
  /** Read from HTML: of a mail, because it has no plain part. */
  | 'from-html';
