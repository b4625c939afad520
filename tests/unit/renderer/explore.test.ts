import { describe, expect, it } from 'vitest';
import { areFew, verdictOf } from '../../../renderer/src/explore/agreement-words.ts';
import { typedNumber } from '../../../renderer/src/explore/typed-number.ts';
import { unusualIndex } from '../../../renderer/src/explore/unusual-index.ts';
import { alignedTo } from '../../../renderer/src/map/aligned.ts';
import { clustersOf } from '../../../renderer/src/map/clusters.ts';
import { IdIndex } from '../../../renderer/src/map/id-index.ts';
import { pointsInPolygon, pointsInRectangle } from '../../../renderer/src/map/lasso.ts';
import { NearestPoint } from '../../../renderer/src/map/nearest-point.ts';
import { categoryColor, clusterColor, scoreColor } from '../../../renderer/src/map/palette.ts';
import { merged, pickedColors, pickedCoordinates } from '../../../renderer/src/map/picked.ts';
import { pointColors } from '../../../renderer/src/map/point-colors.ts';
import { scoreOrder, shownFromTheEnd } from '../../../renderer/src/map/score-order.ts';
import {
  boundsOf,
  fitView,
  pan,
  pixelOf,
  placeAt,
  zoomAt,
} from '../../../renderer/src/map/view.ts';

/** Points on a grid of whole numbers, row by row. */
function lattice(columns: number, rows: number): Float32Array {
  return Float32Array.from({ length: 2 * columns * rows }, (_, i) => {
    const point = i >> 1;
    return i % 2 === 0 ? point % columns : Math.floor(point / columns);
  });
}
const all = (count: number): Uint8Array => new Uint8Array(count).fill(1);

describe('lasso', () => {
  it('takes the points inside a shape, notches left out', () => {
    const points = lattice(5, 5);
    // A U: the notch holds the column x = 2 from y = 0 to y = 2.
    const shape = [
      -0.5, -0.5, 1.5, -0.5, 1.5, 2.5, 2.5, 2.5, 2.5, -0.5, 4.5, -0.5, 4.5, 4.5, -0.5, 4.5,
    ];
    const inside = [...pointsInPolygon(points, shape, all(25))];
    expect(inside).toHaveLength(22);
    for (const left of [2, 7, 12]) expect(inside).not.toContain(left);
  });

  it('takes nothing with fewer than three corners, and no point that is not shown', () => {
    const points = lattice(3, 3);
    expect(pointsInPolygon(points, [0, 0, 9, 9], all(9))).toHaveLength(0);
    const present = all(9);
    present[4] = 0;
    const wide = [-1, -1, 9, -1, 9, 9, -1, 9];
    expect([...pointsInPolygon(points, wide, present)]).toEqual([0, 1, 2, 3, 5, 6, 7, 8]);
  });

  it('takes a rectangle drawn in any direction', () => {
    const points = lattice(4, 4);
    const expected = [5, 6, 9, 10];
    expect([...pointsInRectangle(points, [0.5, 0.5, 2.5, 2.5], all(16))]).toEqual(expected);
    expect([...pointsInRectangle(points, [2.5, 2.5, 0.5, 0.5], all(16))]).toEqual(expected);
  });

  it('agrees with the rectangle when the polygon is one, over many random points', () => {
    let state = 7;
    const random = (): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    };
    const points = Float32Array.from({ length: 20_000 }, random);
    const [l, t, r, b] = [0.21, 0.33, 0.68, 0.91];
    const polygon = pointsInPolygon(points, [l, t, r, t, r, b, l, b], all(10_000));
    expect(polygon).toEqual(pointsInRectangle(points, [l, t, r, b], all(10_000)));
    expect(polygon.length).toBeGreaterThan(2000);
  });
});

describe('a drawn lasso', () => {
  it('of many corners holds what a test against every edge says', () => {
    const shape: number[] = [];
    for (let i = 0; i < 90; i++) {
      const [angle, radius] = [
        (i / 90) * 2 * Math.PI,
        3 + 1.5 * Math.sin(7 * (i / 90) * 2 * Math.PI),
      ];
      shape.push(5 + radius * Math.cos(angle), 5 + radius * Math.sin(angle));
    }
    const points = Float32Array.from({ length: 2 * 41 * 41 }, (_, i) =>
      i % 2 === 0 ? ((i >> 1) % 41) / 4 + 0.013 : Math.floor((i >> 1) / 41) / 4 + 0.017,
    );
    const expected: number[] = [];
    for (let point = 0; point < 41 * 41; point++) {
      const [x, y] = [points[2 * point] ?? 0, points[2 * point + 1] ?? 0];
      let crossings = 0;
      for (let i = 0; i < 90; i++) {
        const [ax, ay] = [shape[2 * i] ?? 0, shape[2 * i + 1] ?? 0];
        const next = (i + 1) % 90;
        const [bx, by] = [shape[2 * next] ?? 0, shape[2 * next + 1] ?? 0];
        if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) crossings += 1;
      }
      if (crossings % 2 === 1) expected.push(point);
    }
    expect([...pointsInPolygon(points, shape, all(41 * 41))]).toEqual(expected);
    expect(expected.length).toBeGreaterThan(200);
  });
});

describe('nearest point', () => {
  it('finds what looking at all points finds', () => {
    let state = 3;
    const random = (): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    };
    const points = Float32Array.from({ length: 4000 }, () => 20 * random() - 10);
    const present = Uint8Array.from({ length: 2000 }, (_, i) => (i % 7 === 0 ? 0 : 1));
    const index = new NearestPoint(points);
    for (let i = 0; i < 200; i++) {
      const [x, y] = [24 * random() - 12, 24 * random() - 12];
      const radius = random();
      let [best, bestDistance] = [-1, radius * radius];
      for (let point = 0; point < 2000; point++) {
        if (present[point] === 0) continue;
        const distance =
          ((points[2 * point] ?? 0) - x) ** 2 + ((points[2 * point + 1] ?? 0) - y) ** 2;
        if (distance <= bestDistance) [best, bestDistance] = [point, distance];
      }
      expect(index.find(x, y, radius, present)).toBe(best);
    }
  });

  it('takes no points at all, and many in one place', () => {
    expect(new NearestPoint(new Float32Array(0)).find(0, 0, 9, all(0))).toBe(-1);
    expect(new NearestPoint(new Float32Array(200)).find(0, 0, 1, all(100))).toBeGreaterThanOrEqual(
      0,
    );
  });
});

describe('view', () => {
  const size = { width: 800, height: 600 };
  const view = fitView(boundsOf(lattice(11, 6)), size);

  it('shows all points', () => {
    for (const [x, y] of [
      [0, 0],
      [10, 5],
    ] as const) {
      const pixel = pixelOf(view, size, x, y);
      expect(pixel.x).toBeGreaterThan(0);
      expect(pixel.x).toBeLessThan(800);
      expect(pixel.y).toBeGreaterThan(0);
      expect(pixel.y).toBeLessThan(600);
    }
  });

  it('keeps the place under the pointer while zooming', () => {
    const before = placeAt(view, size, 123, 456);
    const closer = zoomAt(view, size, 3, { x: 123, y: 456 }, view);
    const after = placeAt(closer, size, 123, 456);
    expect(after.x).toBeCloseTo(before.x);
    expect(after.y).toBeCloseTo(before.y);
    expect(closer.scale).toBeCloseTo(3 * view.scale);
  });

  it('does not zoom without end', () => {
    expect(zoomAt(view, size, 1e9, { x: 0, y: 0 }, view).scale).toBe(400 * view.scale);
    expect(zoomAt(view, size, 1e-9, { x: 0, y: 0 }, view).scale).toBe(view.scale / 3);
  });

  it('moves by pixels', () => {
    const moved = pan(view, 50, -20);
    const pixel = pixelOf(moved, size, 5, 2);
    const before = pixelOf(view, size, 5, 2);
    expect(pixel.x - before.x).toBeCloseTo(50);
    expect(pixel.y - before.y).toBeCloseTo(-20);
  });

  it('has bounds without points', () => {
    expect(boundsOf(new Float32Array(0))).toEqual({ left: 0, top: 0, right: 1, bottom: 1 });
  });
});

describe('colours', () => {
  it('repeat after ten categories and differ before', () => {
    for (const dark of [false, true]) {
      const first = Array.from({ length: 10 }, (_, i) => categoryColor(i, dark).join());
      expect(new Set(first).size).toBe(10);
      expect(categoryColor(10, dark)).toEqual(categoryColor(0, dark));
    }
  });

  it('of scores change in lightness all the way', () => {
    const light = ([r, g, b]: readonly [number, number, number]): number =>
      0.2126 * r + 0.7152 * g + 0.0722 * b;
    const steps = Array.from({ length: 11 }, (_, i) => i / 10);
    const onLight = steps.map((at) => light(scoreColor(at, false)));
    const onDark = steps.map((at) => light(scoreColor(at, true)));
    expect(onLight).toEqual(onLight.toSorted((a, b) => b - a));
    expect(onDark).toEqual(onDark.toSorted((a, b) => a - b));
  });

  it('hide what is not shown and fade what is not chosen', () => {
    const points = {
      count: 3,
      assignment: Int32Array.of(0, 1, 1),
      scores: Float32Array.of(0, 0.5, 1),
      classes: Int32Array.of(-1, 0, 0),
      present: Uint8Array.of(1, 1, 0),
    };
    const plain = pointColors(points, 'cluster', false, false);
    const faded = pointColors(points, 'cluster', false, true);
    expect([...plain.subarray(4, 7)]).toEqual([...categoryColor(1, false)]);
    expect(plain[11]).toBe(0);
    expect(faded[3]).toBeLessThan(plain[3] ?? 0);
  });

  it('of what is in no cluster, or has no label, is plain and lighter', () => {
    const points = {
      count: 2,
      assignment: Int32Array.of(-1, 3),
      scores: Float32Array.of(0, 0.5),
      classes: Int32Array.of(3, -1),
      present: Uint8Array.of(1, 1),
    };
    for (const [by, plain, colored] of [
      ['cluster', 0, 1],
      ['label', 1, 0],
    ] as const) {
      const colors = pointColors(points, by, true, false);
      const of = (point: number): number[] => [...colors.subarray(4 * point, 4 * point + 3)];
      expect(of(plain)).toEqual([...clusterColor(-1, true)]);
      expect(of(colored)).toEqual([...categoryColor(3, true)]);
      expect(colors[4 * plain + 3]).toBeLessThan(colors[4 * colored + 3] ?? 0);
    }
  });
});

describe('clusters and unusual pictures', () => {
  const order = scoreOrder(Float32Array.of(0.9, 0.1, 0.5, 1, 0.1));

  it('orders by score, and equal ones by place', () => {
    expect([...order]).toEqual([1, 4, 2, 0, 3]);
    expect([...shownFromTheEnd(order, Uint8Array.of(0, 1, 1, 1, 1))]).toEqual([3, 2, 4, 1]);
  });

  it('lists clusters by size, their most typical points first, with their commonest class', () => {
    const clusters = clustersOf({
      coordinates: Float32Array.of(0, 0, 1, 1, 2, 2, 9, 9, 3, 3),
      assignment: Int32Array.of(1, 1, 1, 0, 2),
      clusterCount: 4,
      order,
      classes: Int32Array.of(2, 2, 0, -1, -1),
      present: Uint8Array.of(1, 1, 1, 1, 0),
    });
    expect(clusters.map(({ number, points }) => [number, [...points]])).toEqual([
      [1, [1, 2, 0]],
      [0, [3]],
    ]);
    expect(clusters[0]).toMatchObject({ x: 1, y: 1, labelled: 3, mostly: { class: 2, count: 2 } });
    expect(clusters[1]).toMatchObject({ labelled: 0, mostly: null });
  });

  it('lists what is in no cluster last, however much it is, and nothing before there are clusters', () => {
    const points = {
      coordinates: new Float32Array(10),
      assignment: Int32Array.of(-1, -1, -1, 0, 1),
      clusterCount: 2,
      order,
      classes: new Int32Array(5).fill(-1),
      present: new Uint8Array(5).fill(1),
    };
    expect(clustersOf(points).map(({ number, points: own }) => [number, own.length])).toEqual([
      [0, 1],
      [1, 1],
      [-1, 3],
    ]);
    expect(clustersOf({ ...points, clusterCount: 0 })).toEqual([]);
  });

  it('puts values of one list of samples in the order of another', () => {
    const index = new IdIndex(Int32Array.of(5, 9, 2));
    const into = Int32Array.of(-1, -1, -1);
    alignedTo(index, Int32Array.of(2, 7, 5), Int32Array.of(20, 70, 50), into);
    expect([...into]).toEqual([50, -1, 20]);
  });

  it('knows the usual pictures nearest to an unusual one', () => {
    const index = unusualIndex({
      ids: Int32Array.of(1, 2, 3, 4),
      distances: Float32Array.of(0.25, 0.5, 0.125, 0),
      scores: Float32Array.of(0.75, 1, 0.5, 0),
      listed: Int32Array.of(2, 1),
      usual: Int32Array.of(3, 4, 4, 3),
      usualCount: 2,
    });
    expect(index.usualNear(1)).toEqual([4, 3]);
    expect(index.usualNear(3)).toEqual([]);
    expect([index.distanceOf(2), index.scoreOf(2), index.scoreOf(99)]).toEqual([0.5, 1, 0]);
  });
});

describe('agreement in words', () => {
  const scores = {
    adjustedRand: 0,
    mutualInformation: 0,
    adjustedMutualInformation: 0,
    purity: 1,
    labels: 30,
    classes: 3,
  };

  it('follows the score above chance, not purity', () => {
    const verdicts = [-0.1, 0.1, 0.35, 0.7, 1].map((adjustedRand) =>
      verdictOf({ ...scores, adjustedRand }),
    );
    expect(verdicts).toEqual(['hardly', 'hardly', 'partly', 'mostly', 'same']);
  });

  it('says when labels are few', () => {
    expect(areFew(scores)).toBe(false);
    expect(areFew({ ...scores, labels: 29 })).toBe(true);
  });
});

describe('a number typed in', () => {
  it('is a whole one within bounds, nothing, or wrong', () => {
    expect(['', ' ', '7', ' 12 '].map((text) => typedNumber(text, 2, 1000))).toEqual([
      null,
      null,
      7,
      12,
    ]);
    for (const text of ['1', '1001', '2.5', 'many', '-3']) {
      expect(typedNumber(text, 2, 1000)).toBe('wrong');
    }
  });
});

describe('picking', () => {
  it('takes the places and colours of some points', () => {
    const some = Int32Array.of(2, 0);
    expect([...pickedCoordinates(Float32Array.of(0, 1, 2, 3, 4, 5), some)]).toEqual([4, 5, 0, 1]);
    const colors = Uint8Array.from({ length: 12 }, (_, i) => i);
    expect([...pickedColors(colors, some)]).toEqual([8, 9, 10, 11, 0, 1, 2, 3]);
  });

  it('joins selections, each point once', () => {
    expect([...merged(Int32Array.of(1, 2), Int32Array.of(2, 3))]).toEqual([1, 2, 3]);
  });

  it('finds samples by id', () => {
    const index = new IdIndex(Int32Array.of(7, 3));
    expect([index.of(7), index.of(3), index.of(4), index.of(99)]).toEqual([0, 1, -1, -1]);
  });
});
