/** The four classifiers in words. */
export const classifierTitles: Readonly<Record<string, string>> = {
  pixels: 'logistic regression on pixels',
  scratch: 'same network from scratch',
  linear_probe: 'linear probe on the pretrained encoder',
  fine_tuned: 'fine-tuned pretrained encoder',
};
