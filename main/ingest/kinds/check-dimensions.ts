import { formatCount, type ImportLimits } from '../limits.ts';
import { Refusal } from '../refusal.ts';

/** @throws {Refusal} `corrupt` or `oversized` */
export function checkDimensions(width: number, height: number, limits: ImportLimits): void {
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw new Refusal('corrupt', `is damaged: its header says ${width} × ${height} pixels`);
  }
  const size = `is too large: ${formatCount(width)} × ${formatCount(height)} pixels`;
  if (width > limits.maxSide || height > limits.maxSide) {
    throw new Refusal('oversized', `${size}; the limit is ${formatCount(limits.maxSide)} a side`);
  }
  if (width * height > limits.maxPixels) {
    const megapixels = Number((limits.maxPixels / 1e6).toFixed(2));
    throw new Refusal('oversized', `${size}; the limit is ${megapixels} megapixels`);
  }
}
