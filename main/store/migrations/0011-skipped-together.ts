/** Of the bad rows of a table the first hundred are named, and one row of this schema stands for the rest: for how many. */
export const skippedTogether = `
ALTER TABLE sample ADD COLUMN stands_for INTEGER NOT NULL DEFAULT 1 CHECK (stands_for >= 1);
CREATE INDEX sample_stands_for_more ON sample (dataset_id) WHERE stands_for > 1;
`;
