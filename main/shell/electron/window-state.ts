import path from 'node:path';
import { screen } from 'electron';
import { z } from 'zod';
import { JsonFile } from '../../app/studio/json-file.ts';
import type { Log } from '../../app/studio/problem.ts';

const length = z.int().min(200).max(20_000);
const place = z.int().min(-100_000).max(100_000);
const stateSchema = z.strictObject({
  bounds: z.strictObject({ x: place, y: place, width: length, height: length }).nullable(),
  maximized: z.boolean(),
});
type WindowState = z.infer<typeof stateSchema>;

const usual = { width: 1360, height: 880 };
/** So much of a title bar must be on a screen, or nobody could drag the window back. */
const graspable = 80;

/** Where the window was, kept in a file of its own. */
export class SavedWindowState {
  readonly #file: JsonFile<typeof stateSchema>;

  constructor(folder: string, log: Log) {
    const first: WindowState = { bounds: null, maximized: false };
    this.#file = new JsonFile(path.join(folder, 'window.json'), stateSchema, first, log);
  }

  get maximized(): boolean {
    return this.#file.value.maximized;
  }

  /** Where the window opens: where it was, unless that screen is no longer there. */
  get bounds(): { x?: number; y?: number; width: number; height: number } {
    const { bounds } = this.#file.value;
    if (bounds === null) return usual;
    const isSeen = screen.getAllDisplays().some(({ workArea }) => {
      const across =
        Math.min(bounds.x + bounds.width, workArea.x + workArea.width) -
        Math.max(bounds.x, workArea.x);
      const top = bounds.y - workArea.y;
      return across >= graspable && top >= 0 && top <= workArea.height - graspable;
    });
    return isSeen ? bounds : { width: bounds.width, height: bounds.height };
  }

  save(window: {
    getNormalBounds(): { x: number; y: number; width: number; height: number };
    isMaximized(): boolean;
  }): void {
    const state = { bounds: window.getNormalBounds(), maximized: window.isMaximized() };
    const checked = stateSchema.safeParse(state);
    if (checked.success) this.#file.set(checked.data);
  }
}
