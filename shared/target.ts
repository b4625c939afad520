/** What the labels of a project are, and so what is learnt from them: classes, or numbers. */
export const targetNames = ['class', 'number'] as const;
export type Target = (typeof targetNames)[number];

/** Labels that a fine-tuning on numbers needs: folds and intervals are made of them. */
export const fewestNumbers = 10;
/** Test samples that errors can be told by. */
export const fewestTestNumbers = 2;
