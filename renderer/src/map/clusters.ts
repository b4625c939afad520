/** A cluster as the lists show it. */
export interface Cluster {
  /** 0 … clusterCount − 1; −1: the pictures in no cluster. */
  number: number;
  /** Indices of its points, the most typical first. */
  points: Int32Array;
  /** Middle of its points on the map. */
  x: number;
  y: number;
  labelled: number;
  /** Its commonest class, as a place in the list of classes, and how many have it; null without labels. */
  mostly: { class: number; count: number } | null;
}

interface Points {
  coordinates: Float32Array;
  /** Cluster of each; −1: in none. */
  assignment: Int32Array;
  clusterCount: number;
  /** All points, the most typical first. */
  order: Int32Array;
  classes: Int32Array;
  present: Uint8Array;
}

/** All clusters with points that are shown, the largest first; what is in none comes last. Nothing without clusters. */
export function clustersOf({
  coordinates,
  assignment,
  clusterCount,
  order,
  classes,
  present,
}: Points): Cluster[] {
  if (clusterCount === 0) return [];
  const clusterOf = (point: number): number => {
    const of = assignment[point] ?? -1;
    return of < 0 ? clusterCount : of;
  };
  const sizes = new Int32Array(clusterCount + 1);
  for (const point of order) {
    const of = clusterOf(point);
    if (present[point] !== 0) sizes[of] = (sizes[of] ?? 0) + 1;
  }
  const members = Array.from(sizes, (size) => new Int32Array(size));
  sizes.fill(0);
  for (const point of order) {
    const of = clusterOf(point);
    if (present[point] === 0) continue;
    const at = sizes[of] ?? 0;
    const into = members[of];
    if (into !== undefined) into[at] = point;
    sizes[of] = at + 1;
  }
  return members
    .map(
      (points, place): Cluster => ({
        number: place === clusterCount ? -1 : place,
        points,
        x: middle(points, coordinates, 0),
        y: middle(points, coordinates, 1),
        ...labelsIn(points, classes),
      }),
    )
    .filter(({ points }) => points.length > 0)
    .sort(
      (a, b) =>
        Number(a.number < 0) - Number(b.number < 0) ||
        b.points.length - a.points.length ||
        a.number - b.number,
    );
}

/** The median: a cluster's few strays do not move it. Of many points, some hundreds say enough. */
function middle(points: Int32Array, coordinates: Float32Array, axis: 0 | 1): number {
  const step = Math.max(1, Math.floor(points.length / 500));
  const values = new Float32Array(Math.ceil(points.length / step));
  for (let i = 0; i < values.length; i++) {
    values[i] = coordinates[2 * (points[i * step] ?? 0) + axis] ?? 0;
  }
  return values.sort()[values.length >> 1] ?? 0;
}

function labelsIn(points: Int32Array, classes: Int32Array): Pick<Cluster, 'mostly' | 'labelled'> {
  const counts = new Map<number, number>();
  let labelled = 0;
  for (let i = 0; i < points.length; i++) {
    const of = classes[points[i] ?? 0] ?? -1;
    if (of < 0) continue;
    labelled += 1;
    counts.set(of, (counts.get(of) ?? 0) + 1);
  }
  let mostly: Cluster['mostly'] = null;
  for (const [of, count] of counts) {
    if (mostly === null || count > mostly.count) mostly = { class: of, count };
  }
  return { labelled, mostly };
}
