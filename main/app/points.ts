/** A share, or a difference of shares, in hundredths: `76.5`. */
export const points = (share: number): string => (100 * share).toFixed(1);
