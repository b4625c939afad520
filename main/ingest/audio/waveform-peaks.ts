/**
 * Least and greatest sample of each of `columns` parts of a clip: what a picture of its waveform needs.
 * @param clip int16
 * @returns int16 `[columns, 2]`
 */
export function waveformPeaks(clip: Int16Array, columns = 200): Int16Array {
  const peaks = new Int16Array(columns * 2);
  for (let column = 0; column < columns; column++) {
    const from = Math.floor((column * clip.length) / columns);
    const to = Math.max(from + 1, Math.floor(((column + 1) * clip.length) / columns));
    let least = clip[from] ?? 0;
    let greatest = least;
    for (let index = from + 1; index < to; index++) {
      const value = clip[index] ?? 0;
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
    peaks[column * 2] = least;
    peaks[column * 2 + 1] = greatest;
  }
  return peaks;
}
