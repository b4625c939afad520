/** Tokens that no text has, the same in every vocabulary. */

/** Fills up what is shorter than a sample. */
export const padToken = 0;
/** Stands where a token is hidden. */
export const maskToken = 1;
