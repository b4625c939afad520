import type { SampleSource } from '../../main/learn/data/sample-source.ts';
import { seededUniform } from '../../main/learn/data/seeded.ts';
import type { SpecOf } from '../../shared/sample-spec.ts';

/** Clips in memory. @param pixels uint8 `[clips, height, width, frames · channels]` */
export function clipsInMemory(
  pixels: Uint8Array,
  shape: Omit<SpecOf<'video'>, 'kind'>,
): SampleSource & { spec: SpecOf<'video'> } {
  const size = shape.height * shape.width * shape.frames * shape.channels;
  return {
    count: pixels.length / size,
    spec: { kind: 'video', ...shape },
    readInto(index, target, offset) {
      target.set(pixels.subarray(index * size, (index + 1) * size), offset);
    },
  };
}

/** A picture of float values 0…255, `[side, side, channels]`. */
export interface Picture {
  values: Float32Array;
  side: number;
  channels: 1 | 3;
}

/** How a camera moves over a picture; in pairs, which only the direction of time tells apart. */
export const motions = [
  'left',
  'right',
  'nearer',
  'farther',
  'clockwise',
  'anticlockwise',
] as const;
export type Motion = (typeof motions)[number];

/** A clip of a picture: `frames` pictures of `side` × `side`, uint8 `[side, side, channels]` each. */
export function movedPicture(
  picture: Picture,
  motion: Motion,
  { frames, side, uniform }: { frames: number; side: number; uniform: () => number },
): Uint8Array[] {
  const strength = 0.6 + 0.4 * uniform();
  const start = {
    x: 0.2 * (uniform() - 0.5),
    y: 0.2 * (uniform() - 0.5),
    turn: 0.6 * (uniform() - 0.5),
  };
  return Array.from({ length: frames }, (_, frame) => {
    const t = (frames === 1 ? 0 : frame / (frames - 1) - 0.5) * strength;
    const forth = motion === 'right' || motion === 'farther' || motion === 'anticlockwise' ? -1 : 1;
    const place = { ...start, zoom: 1 };
    if (motion === 'left' || motion === 'right') place.x += 0.6 * forth * t;
    else if (motion === 'nearer' || motion === 'farther') place.zoom = 2 ** (-forth * t);
    else place.turn += 1.6 * forth * t;
    return seenFrom(picture, place, side);
  });
}

/** What a camera sees of a picture; past its edge the edge goes on. */
function seenFrom(
  { values, side: from, channels }: Picture,
  { x, y, turn, zoom }: { x: number; y: number; turn: number; zoom: number },
  side: number,
): Uint8Array {
  const out = new Uint8Array(side * side * channels);
  const [cos, sin] = [Math.cos(turn) * zoom, Math.sin(turn) * zoom];
  const at = (row: number, column: number, channel: number): number => {
    const [r, c] = [row, column].map((each) => Math.min(from - 1, Math.max(0, each)));
    return values[((r ?? 0) * from + (c ?? 0)) * channels + channel] ?? 0;
  };
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const [u, v] = [(column + 0.5) / side - 0.5, (row + 0.5) / side - 0.5];
      const px = (0.5 + x + u * cos - v * sin) * from - 0.5;
      const py = (0.5 + y + u * sin + v * cos) * from - 0.5;
      const [left, top] = [Math.floor(px), Math.floor(py)];
      const [a, b] = [px - left, py - top];
      for (let channel = 0; channel < channels; channel++) {
        const upper = at(top, left, channel) * (1 - a) + at(top, left + 1, channel) * a;
        const lower = at(top + 1, left, channel) * (1 - a) + at(top + 1, left + 1, channel) * a;
        out[(row * side + column) * channels + channel] = Math.round(upper * (1 - b) + lower * b);
      }
    }
  }
  return out;
}

/** Frames `[side, side, channels]` each, as one clip `[side, side, frames · channels]`. */
export function asClip(frames: readonly Uint8Array[], channels: number): Uint8Array {
  const places = (frames[0]?.length ?? 0) / channels;
  const clip = new Uint8Array(places * frames.length * channels);
  for (const [frame, pixels] of frames.entries()) {
    for (let at = 0; at < places; at++) {
      clip.set(
        pixels.subarray(at * channels, (at + 1) * channels),
        (at * frames.length + frame) * channels,
      );
    }
  }
  return clip;
}

/** Clips of pictures, each moved in one way; the classes are the motions. */
export function movingPictures(
  pictures: readonly Picture[],
  { count, frames, side, seed }: { count: number; frames: number; side: number; seed: number },
): { source: SampleSource & { spec: SpecOf<'video'> }; labels: Int32Array } {
  const uniform = seededUniform(seed);
  const labels = Int32Array.from({ length: count }, (_, i) => i % motions.length);
  const channels = pictures[0]?.channels ?? 1;
  const size = side * side * frames * channels;
  const pixels = new Uint8Array(count * size);
  for (let i = 0; i < count; i++) {
    const picture = pictures[Math.floor(i / motions.length) % pictures.length] as Picture;
    const motion = motions[labels[i] ?? 0] ?? 'left';
    const moved = movedPicture(picture, motion, { frames, side, uniform });
    pixels.set(asClip(moved, channels), i * size);
  }
  return { source: clipsInMemory(pixels, { frames, height: side, width: side, channels }), labels };
}

/** Pictures of soft blotches. */
export function blotchPictures(count: number, side: number, channels: 1 | 3, seed = 5): Picture[] {
  const uniform = seededUniform(seed);
  return Array.from({ length: count }, () => {
    const blotches = Array.from({ length: 8 }, () => ({
      x: uniform() * side,
      y: uniform() * side,
      radius: (0.06 + 0.14 * uniform()) * side,
      light: Array.from({ length: channels }, () => 400 * (uniform() - 0.5)),
    }));
    const values = new Float32Array(side * side * channels);
    for (let at = 0; at < values.length; at++) {
      const [place, channel] = [Math.floor(at / channels), at % channels];
      const [row, column] = [Math.floor(place / side), place % side];
      const light = blotches.reduce((sum, { x, y, radius, light: of }) => {
        const distance = ((column - x) ** 2 + (row - y) ** 2) / radius ** 2;
        return sum + (of[channel] ?? 0) * Math.exp(-distance);
      }, 128);
      values[at] = Math.min(255, Math.max(0, light));
    }
    return { values, side, channels };
  });
}
