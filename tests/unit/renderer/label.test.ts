import { describe, expect, it } from 'vitest';
import { balanceOf, barShares } from '../../../renderer/src/label/balance.ts';
import { isSameName, keyOf } from '../../../renderer/src/label/class-keys.ts';
import {
  advance,
  append,
  currentOf,
  emptyQueue,
  seen,
  show,
  shuffled,
  skip,
  step,
  unskip,
  waiting,
} from '../../../renderer/src/label/queue.ts';
import { gridSize } from '../../../renderer/src/map/grid-size.ts';
import { label as textsOf } from '../../../renderer/src/texts/en/label.ts';
import { sampleNouns } from '../../../renderer/src/texts/en/sample-nouns.ts';
import { suggestionStrategyNames } from '../../../shared/suggestion-strategies.ts';

const label = textsOf(sampleNouns.images);

const none = (): boolean => false;

describe('queue of suggestions', () => {
  const queue = append(emptyQueue, [5, 6, 7, 8]);

  it('takes each sample once, at the end', () => {
    expect(append(queue, [7, 9, 9]).samples).toEqual([5, 6, 7, 8, 9]);
    expect(currentOf(emptyQueue)).toBeNull();
    expect(currentOf(queue)).toBe(5);
  });

  it('keeps what was seen when the rest is chosen anew', () => {
    const later = step(queue, 2);
    expect(seen(later)).toMatchObject({ samples: [5, 6], position: 2 });
    expect(currentOf(seen(later))).toBeNull();
    expect(currentOf(append(seen(later), [9]))).toBe(9);
  });

  it('goes on to the next without a label, and ends', () => {
    const labelled = (sample: number): boolean => sample === 6;
    const next = advance(queue, labelled);
    expect(currentOf(next)).toBe(7);
    const ended = advance(advance(next, labelled), labelled);
    expect(currentOf(ended)).toBeNull();
    expect(currentOf(append(ended, [9]))).toBe(9);
  });

  it('does not come back to what was skipped until it is asked to', () => {
    const later = step(skip(skip(queue, none), none), -2);
    expect(currentOf(later)).toBe(5);
    expect(currentOf(advance(later, none))).toBe(7);
    expect(waiting(later, none)).toBe(2);
    const again = unskip(advance(later, none));
    expect(currentOf(again)).toBe(5);
    expect(waiting(again, none)).toBe(4);
  });

  it('moves within its ends', () => {
    expect(step(queue, -1).position).toBe(0);
    expect(step(queue, 99).position).toBe(3);
    expect(step(emptyQueue, 1).position).toBe(0);
  });

  it('shows a sample, one that it does not hold too', () => {
    expect(show(queue, 7).position).toBe(2);
    const other = show(step(queue, 2), 42);
    expect(other.samples).toEqual([5, 6, 42, 7, 8]);
    expect(currentOf(other)).toBe(42);
  });

  it('mixes ids the same way each time', () => {
    const ids = Int32Array.from({ length: 50 }, (_, i) => i);
    const mixed = shuffled(ids);
    expect(mixed).toEqual(shuffled(ids));
    expect(mixed).not.toEqual(ids);
    expect(mixed.toSorted()).toEqual(ids);
  });
});

describe('why a picture is shown', () => {
  it('is said for every way of choosing, and which classes it lies between', () => {
    for (const name of suggestionStrategyNames) {
      expect(label.strategy.why(name, null)).toMatch(/^[A-Z].+\.$/);
      expect(label.strategy.why(name, ['coat', 'shirt'])).toMatch(/coat.*shirt/);
    }
  });
});

describe('balance', () => {
  it('says what fine-tuning still needs', () => {
    expect(balanceOf([{ name: 'bag', train: 4 }]).lacks).toEqual({ kind: 'classes' });
    const one = balanceOf([
      { name: 'bag', train: 4 },
      { name: 'coat', train: 0 },
    ]);
    expect(one).toMatchObject({
      ready: false,
      lacks: { kind: 'labels', names: ['coat'] },
      toGo: 16,
    });
  });

  it('is ready once every class has a label', () => {
    const balance = balanceOf([
      { name: 'bag', train: 30 },
      { name: 'coat', train: 2 },
    ]);
    expect(balance).toMatchObject({ ready: true, toGo: 8, uneven: { few: 'coat', many: 'bag' } });
  });

  it('does not complain while there are few labels', () => {
    const few = balanceOf([
      { name: 'bag', train: 5 },
      { name: 'coat', train: 1 },
    ]);
    expect(few.uneven).toBeNull();
  });

  it('measures bars by the largest class, or by what is advisable', () => {
    expect(barShares([{ name: 'a', train: 5 }])).toEqual([0.5]);
    expect(
      barShares([
        { name: 'a', train: 40 },
        { name: 'b', train: 10 },
      ]),
    ).toEqual([1, 0.25]);
  });
});

describe('grid', () => {
  it('fills its rows with pictures of about one size', () => {
    for (const width of [200, 333, 640, 668, 1200]) {
      const size = gridSize(width, 104);
      const columns = Math.floor((width - 16 + 8) / (size + 8));
      expect(size).toBeGreaterThanOrEqual(104);
      expect(width - 16 + 8 - columns * (size + 8)).toBeLessThan(columns + 1);
    }
    expect(gridSize(0, 104)).toBe(104);
  });
});

describe('classes', () => {
  it('have the keys 1 to 9', () => {
    expect([0, 8, 9, -1].map(keyOf)).toEqual(['1', '9', null, null]);
  });

  it('are the same whatever the case and the space around', () => {
    expect(isSameName(' Shirt', 'shirt ')).toBe(true);
    expect(isSameName('shirt', 't-shirt')).toBe(false);
  });
});
