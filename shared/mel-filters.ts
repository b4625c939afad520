/**
 * Triangular filters on the mel scale, as M. Slaney's "Auditory Toolbox" (1998) has them and librosa's default is: the
 * scale is linear up to 1,000 Hz and logarithmic above, and each filter has an area of 1 over Hz. (Not HTK's scale,
 * 2595 · log₁₀(1 + f / 700).)
 */

const hertzPerMel = 200 / 3;
const logFrom = 1000; // Hz
const logStep = Math.log(6.4) / 27;

function toMel(hertz: number): number {
  if (hertz < logFrom) return hertz / hertzPerMel;
  return logFrom / hertzPerMel + Math.log(hertz / logFrom) / logStep;
}

function toHertz(mel: number): number {
  const bend = logFrom / hertzPerMel;
  return mel < bend ? mel * hertzPerMel : logFrom * Math.exp(logStep * (mel - bend));
}

export interface MelFilters {
  /** For each band, the first frequency of the spectrum that counts, and the weights from there on. */
  bands: readonly { first: number; weights: Float64Array }[];
}

export interface MelSettings {
  /** In Hz, of the samples. */
  rate: number;
  fftLength: number;
  bands: number;
  /** In Hz: lower end of the first filter, upper end of the last. */
  lowest: number;
  highest: number;
}

export function melFilters({ rate, fftLength, bands, lowest, highest }: MelSettings): MelFilters {
  const from = toMel(lowest);
  const step = (toMel(highest) - from) / (bands + 1);
  const edges = Array.from({ length: bands + 2 }, (_, index) => toHertz(from + step * index));
  const spacing = rate / fftLength;
  return {
    bands: Array.from({ length: bands }, (_, band) => {
      const [low, centre, high] = edges.slice(band, band + 3) as [number, number, number];
      const first = Math.max(0, Math.ceil(low / spacing));
      const last = Math.min(fftLength / 2, Math.floor(high / spacing));
      const weights = Float64Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => {
        const hertz = (first + index) * spacing;
        const rising = (hertz - low) / (centre - low);
        const falling = (high - hertz) / (high - centre);
        return (Math.max(0, Math.min(rising, falling)) * 2) / (high - low);
      });
      return { first, weights };
    }),
  };
}
