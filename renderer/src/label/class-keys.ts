/** The key of a class by its place in the list: 1–9 for the first nine, null for the others. */
export function keyOf(place: number): string | null {
  return place >= 0 && place < 9 ? String(place + 1) : null;
}

/** Whether two names would be taken for one class. */
export function isSameName(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
