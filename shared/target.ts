/** What the labels of a project are, and so what is learnt from them: classes, or numbers. */
export const targetNames = ['class', 'number'] as const;
export type Target = (typeof targetNames)[number];
