/** Losses shown as first and last are means over this many steps: single ones jump. */
export const lossWindow = 20;
