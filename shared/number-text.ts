/** Beyond that it is no 32-bit number, which networks compute with. */
const largest = 3.4e38;
const written = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

/** What a text says as a number; null when it is none. The decimal sign is a point. */
export function numberIn(text: string): number | null {
  const plain = text.trim();
  if (!written.test(plain)) return null;
  const value = Number(plain);
  return Math.abs(value) <= largest ? value : null;
}
