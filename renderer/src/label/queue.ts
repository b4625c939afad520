/** The pictures to be labelled one by one, in their order, and which of them is shown. */
export interface Queue {
  readonly samples: readonly number[];
  /** Place of the shown one; the number of samples when all have been dealt with. */
  readonly position: number;
  /** Passed over without a label. */
  readonly skipped: ReadonlySet<number>;
}

export const emptyQueue: Queue = { samples: [], position: 0, skipped: new Set() };

type IsLabelled = (sample: number) => boolean;

export const currentOf = (queue: Queue): number | null => queue.samples[queue.position] ?? null;

/** Adds samples at the end, those that are not in it yet. */
export function append(queue: Queue, samples: Iterable<number>): Queue {
  return { ...queue, samples: [...new Set([...queue.samples, ...samples])] };
}

/** Shows the next sample without a label; the end when there is none. */
export function advance(queue: Queue, isLabelled: IsLabelled): Queue {
  let position = queue.position + 1;
  for (; position < queue.samples.length; position++) {
    const sample = queue.samples[position] ?? 0;
    if (!isLabelled(sample) && !queue.skipped.has(sample)) break;
  }
  return { ...queue, position: Math.min(position, queue.samples.length) };
}

/** Passes the shown sample over. */
export function skip(queue: Queue, isLabelled: IsLabelled): Queue {
  const sample = currentOf(queue);
  if (sample === null) return queue;
  return advance({ ...queue, skipped: new Set([...queue.skipped, sample]) }, isLabelled);
}

/** Moves to a neighbour, whatever it has. */
export function step(queue: Queue, by: number): Queue {
  const last = Math.max(0, queue.samples.length - 1);
  return { ...queue, position: Math.min(last, Math.max(0, queue.position + by)) };
}

/** Shows a sample; it is put in beside the shown one when it is not in the queue. */
export function show(queue: Queue, sample: number): Queue {
  const position = queue.samples.indexOf(sample);
  if (position >= 0) return { ...queue, position };
  return { ...queue, samples: queue.samples.toSpliced(queue.position, 0, sample) };
}

/** Takes up what was passed over, from the first on. */
export function unskip(queue: Queue): Queue {
  const position = queue.samples.findIndex((sample) => queue.skipped.has(sample));
  return { ...queue, skipped: new Set(), position: position < 0 ? queue.position : position };
}

/** Samples without a label from the shown one on. */
export function waiting(queue: Queue, isLabelled: IsLabelled): number {
  return queue.samples
    .slice(queue.position)
    .filter((sample) => !isLabelled(sample) && !queue.skipped.has(sample)).length;
}

/** The same order each time, and no order at all. */
export function shuffled(ids: Int32Array, seed = 1): Int32Array {
  const mixed = ids.slice();
  let state = seed >>> 0;
  for (let i = mixed.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const j = Math.floor((state / 2 ** 32) * (i + 1));
    [mixed[i], mixed[j]] = [mixed[j] ?? 0, mixed[i] ?? 0];
  }
  return mixed;
}

/** What comes before the shown picture: the rest is chosen anew. */
export function seen(queue: Queue): Queue {
  const samples = queue.samples.slice(0, queue.position);
  return { ...queue, samples, position: samples.length };
}
