import { Deck, OrthographicView } from '@deck.gl/core';
import { ScatterplotLayer } from '@deck.gl/layers';
import type { MapView } from './view.ts';

/** What is drawn: points, and those chosen above them. */
export interface Scene {
  view: MapView;
  radius: number;
  /** x, y, x, y, … */
  coordinates: Float32Array;
  /** Four bytes a point. */
  colors: Uint8Array;
  chosen: { coordinates: Float32Array; colors: Uint8Array };
  /** Colour of the rings around them. */
  ink: readonly [number, number, number];
}

/**
 * Draws with deck.gl on WebGL 2. It only draws: pointer, keys and picking are the map's own, which keeps
 * the picture still while the mouse moves over 200,000 points.
 */
export class Painter {
  readonly #deck: Deck<OrthographicView>;

  constructor(canvas: HTMLCanvasElement, onError: (error: Error) => void) {
    this.#deck = new Deck({
      canvas,
      width: '100%',
      height: '100%',
      views: new OrthographicView({ id: 'map', flipY: true }),
      viewState: { target: [0, 0, 0], zoom: 0 },
      controller: false,
      layers: [],
      onError,
      deviceProps: { type: 'webgl' },
    });
  }

  draw({ view, radius, coordinates, colors, chosen, ink }: Scene): void {
    const round = { radiusUnits: 'pixels', lineWidthUnits: 'pixels', getRadius: 1 } as const;
    this.#deck.setProps({
      viewState: {
        target: [view.x, view.y, 0],
        zoom: Math.log2(view.scale),
        maxZoom: 40,
        minZoom: -40,
      },
      layers: [
        new ScatterplotLayer({
          ...round,
          id: 'points',
          data: binary(coordinates, colors),
          radiusScale: radius,
        }),
        new ScatterplotLayer({
          ...round,
          id: 'chosen',
          data: binary(chosen.coordinates, chosen.colors),
          radiusScale: radius + 1,
          stroked: true,
          getLineColor: [...ink, 255],
          getLineWidth: 1,
        }),
      ],
    });
  }

  destroy(): void {
    this.#deck.finalize();
  }
}

/** Packed arrays go to the graphics card as they are; the same objects again are not sent again. */
const known = new WeakMap<Uint8Array, { coordinates: Float32Array; data: BinaryPoints }>();

interface BinaryPoints {
  length: number;
  attributes: {
    getPosition: { value: Float32Array; size: number };
    getFillColor: { value: Uint8Array; size: number; normalized: true };
  };
}

function binary(coordinates: Float32Array, colors: Uint8Array): BinaryPoints {
  const before = known.get(colors);
  if (before?.coordinates === coordinates) return before.data;
  const data = {
    length: coordinates.length >> 1,
    attributes: {
      getPosition: { value: coordinates, size: 2 },
      getFillColor: { value: colors, size: 4, normalized: true as const },
    },
  };
  known.set(colors, { coordinates, data });
  return data;
}
