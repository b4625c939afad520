/**
 * What labels are: classes, or numbers. A number is kept as a class whose name is its shortest decimal text, so that the history of labels, their
 * undo and every list hold for both, and nothing is lost where a person corrects what the labels are (docs/decisions/0039). Of a model that gives
 * numbers: how far off they may be, found on labels that were hidden from it.
 */
export const numbers = `
ALTER TABLE dataset ADD COLUMN target TEXT NOT NULL DEFAULT 'class' CHECK (target IN ('class', 'number'));
ALTER TABLE model ADD COLUMN interval TEXT CHECK (json_valid(interval));
`;
