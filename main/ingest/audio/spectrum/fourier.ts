/**
 * Power spectra of real frames: J. W. Cooley, J. W. Tukey, "An Algorithm for the Machine Calculation of Complex Fourier
 * Series" (1965), radix 2, two real frames at once as the real and the imaginary part.
 */
export class PowerSpectrum {
  readonly length: number;
  readonly #cosines: Float64Array;
  readonly #sines: Float64Array;
  readonly #reversed: Uint32Array;
  readonly #real: Float64Array;
  readonly #imaginary: Float64Array;

  /** @param length of a frame: a power of two */
  constructor(length: number) {
    this.length = length;
    const angles = Float64Array.from({ length: length / 2 }, (_, k) => (2 * Math.PI * k) / length);
    this.#cosines = angles.map(Math.cos);
    this.#sines = angles.map(Math.sin);
    this.#reversed = new Uint32Array(length);
    const bits = Math.log2(length);
    for (let index = 0; index < length; index++) {
      let reversed = 0;
      for (let bit = 0; bit < bits; bit++) reversed |= ((index >> bit) & 1) << (bits - 1 - bit);
      this.#reversed[index] = reversed;
    }
    this.#real = new Float64Array(length);
    this.#imaginary = new Float64Array(length);
  }

  /** Squared magnitudes of the frequencies 0 to `length / 2` of two frames, each `[length / 2 + 1]`. */
  compute(
    frames: readonly [Float64Array, Float64Array],
    out: readonly [Float64Array, Float64Array],
  ): void {
    const { length } = this;
    const real = this.#real;
    const imaginary = this.#imaginary;
    for (let index = 0; index < length; index++) {
      const from = this.#reversed[index] ?? 0;
      real[index] = frames[0][from] ?? 0;
      imaginary[index] = frames[1][from] ?? 0;
    }
    this.#transform(real, imaginary);
    for (let k = 0; k <= length / 2; k++) {
      const mirror = (length - k) % length;
      const a = real[k] ?? 0;
      const b = imaginary[k] ?? 0;
      const c = real[mirror] ?? 0;
      const d = imaginary[mirror] ?? 0;
      out[0][k] = ((a + c) ** 2 + (b - d) ** 2) / 4;
      out[1][k] = ((b + d) ** 2 + (a - c) ** 2) / 4;
    }
  }

  #transform(real: Float64Array, imaginary: Float64Array): void {
    const { length } = this;
    for (let half = 1; half < length; half *= 2) {
      const stride = length / (2 * half);
      for (let start = 0; start < length; start += 2 * half) {
        for (let offset = 0; offset < half; offset++) {
          const cosine = this.#cosines[offset * stride] ?? 0;
          const sine = this.#sines[offset * stride] ?? 0;
          const low = start + offset;
          const high = low + half;
          const a = real[high] ?? 0;
          const b = imaginary[high] ?? 0;
          const re = a * cosine + b * sine;
          const im = b * cosine - a * sine;
          real[high] = (real[low] ?? 0) - re;
          imaginary[high] = (imaginary[low] ?? 0) - im;
          real[low] = (real[low] ?? 0) + re;
          imaginary[low] = (imaginary[low] ?? 0) + im;
        }
      }
    }
  }
}
