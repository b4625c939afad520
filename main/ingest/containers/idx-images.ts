import type { Candidate, Container } from '../candidate.ts';
import type { RawPath } from '../decoder/messages.ts';
import type { IdxLayout } from '../kinds/idx.ts';

export interface IdxPlace {
  /** Display path of the IDX file. */
  path: string;
  source: string;
  file: RawPath;
  gzip: boolean;
  layout: IdxLayout;
  root: string | null;
  folders: readonly string[];
}

/** Every image of an IDX file as a file of its own: `train-images-idx3-ubyte#00042`. */
export function* idxImages(place: IdxPlace): Generator<Candidate> {
  const { file, gzip, layout } = place;
  const base = place.path.replace(/\.gz$/i, '');
  const digits = Math.max(5, String(layout.count - 1).length); // so that names sort as numbers
  const container: Container = {
    path: place.path,
    source: place.source,
    kind: 'idx',
    count: layout.count,
    inflated: 0,
  };
  for (let index = 0; index < layout.count; index++) {
    yield {
      path: `${base}#${String(index).padStart(digits, '0')}`,
      source: place.source,
      location: { at: 'idx-image', file, gzip, layout, index },
      extension: 'idx',
      root: place.root,
      folders: place.folders,
      notes: [],
      named: false,
      prefix: '',
      container,
    };
  }
}
