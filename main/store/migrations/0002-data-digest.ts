/** Which images a run was trained on: SHA-256 of their ids and rows, so that the same work is not done twice. */
export const dataDigest = `ALTER TABLE run ADD COLUMN data_digest TEXT;`;
