/** The tasks of a method with their shares: `simclr:0.7+rotation:0.3`; of one task alone the share is null. */
export function methodParts(method: string): { name: string; share: number | null }[] {
  return method.split('+').map((part) => {
    const [name = '', share] = part.split(':');
    return { name, share: share === undefined ? null : Number(share) };
  });
}

/** A method as people read it: `Find the other view (70 %) + Guess the rotation (30 %)`. */
export function methodInWords(method: string, names: Readonly<Record<string, string>>): string {
  return methodParts(method)
    .map(({ name, share }) => {
      const words = names[name] ?? name;
      return share === null ? words : `${words} (${Math.round(100 * share)} %)`;
    })
    .join(' + ');
}
