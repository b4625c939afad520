/** The newest health and verdict of a run, as it was measured: a run that is killed keeps what it had. */
export const health = `ALTER TABLE run ADD COLUMN health TEXT CHECK (json_valid(health));`;
