import { permutation } from '../data/seeded.ts';

/** Nine tiles have 362,880 orders; ten would have too many to look at. */
const mostTiles = 9;

/**
 * Orders of some tiles that differ in as many places as can be: the first at random, each further one that whose
 * distances to those taken have the largest sum (Noroozi, Favaro 2016, arXiv 1603.09246, algorithm 1: maximal Hamming
 * distance).
 *
 * @param tiles at most 9
 * @param wanted how many; all orders when there are no more
 * @returns for each order the tile in each place
 * @throws {RangeError} for more tiles
 */
export function farPermutations(tiles: number, wanted: number, seed: number): number[][] {
  const all = allOrders(tiles);
  const count = all.length / tiles;
  const orderAt = (i: number): number[] => Array.from(all.subarray(i * tiles, (i + 1) * tiles));
  if (count <= wanted) return Array.from({ length: count }, (_, i) => orderAt(i));
  /** Sum of each order's distances to those taken; one that is taken is out. */
  const distances = new Float64Array(count);
  const chosen: number[][] = [];
  let next = permutation(count, seed)[0] ?? 0;
  while (chosen.length < wanted) {
    const last = orderAt(next);
    chosen.push(last);
    distances[next] = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < count; i++) {
      let distance = 0;
      for (let place = 0; place < tiles; place++) {
        if (all[i * tiles + place] !== last[place]) distance += 1;
      }
      distances[i] = (distances[i] ?? 0) + distance;
      if ((distances[i] ?? 0) > (distances[next] ?? 0)) next = i;
    }
  }
  return chosen;
}

/** All orders, end to end, in the order of a dictionary. */
function allOrders(tiles: number): Uint8Array {
  if (tiles > mostTiles) throw new RangeError(`${tiles} tiles have too many orders`);
  let count = 1;
  for (let n = 2; n <= tiles; n++) count *= n;
  const all = new Uint8Array(count * tiles);
  const order = Array.from({ length: tiles }, (_, tile) => tile);
  for (let i = 0; i < count; i++) {
    all.set(order, i * tiles);
    advance(order);
  }
  return all;
}

/** The next order of the dictionary, in place (Narayana's algorithm). */
function advance(order: number[]): void {
  let pivot = order.length - 2;
  while (pivot >= 0 && (order[pivot] ?? 0) > (order[pivot + 1] ?? 0)) pivot -= 1;
  if (pivot >= 0) {
    let larger = order.length - 1;
    while ((order[larger] ?? 0) < (order[pivot] ?? 0)) larger -= 1;
    [order[pivot], order[larger]] = [order[larger] ?? 0, order[pivot] ?? 0];
  }
  const rest = order.splice(pivot + 1).reverse();
  order.push(...rest);
}
