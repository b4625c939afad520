/**
 * Tokens that stand for no text, by id. There is none for unknown text: every byte is a token. Text that
 * spells a special token (`<mask>`) is text like any other.
 */
export const specialTokens = ['<pad>', '<mask>', '<bos>'] as const;

/** Fills rows up to their length. */
export const padId = 0;
/** Stands in for a token that a model is to guess. */
export const maskId = 1;
/** Begins every row, so that also an empty text has something to attend to. */
export const bosId = 2;
