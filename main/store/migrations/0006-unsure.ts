/** When a model says "unsure": what was found on labels that were hidden from it, and a threshold of a person's own. */
export const unsure = `
ALTER TABLE model ADD COLUMN unsure TEXT CHECK (json_valid(unsure));
ALTER TABLE model ADD COLUMN unsure_below REAL CHECK (unsure_below >= 0 AND unsure_below < 1);
`;
