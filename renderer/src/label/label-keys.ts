import type { LabelClass } from '../../../shared/contract/labels.ts';
import { shortcuts } from '../state/shortcuts.svelte.ts';
import { texts } from '../texts/texts.svelte.ts';
import { keyOf } from './class-keys.ts';

interface Actions {
  classes: readonly LabelClass[];
  /** Whether single pictures are shown: then arrows and skipping work. */
  oneByOne: boolean;
  give: (id: number) => void;
  takeBack: () => void;
  skip: () => void;
  move: (by: number) => void;
  undo: () => void;
  redo: () => void;
}

/** Makes the keys do what they do on this screen. @returns a function that ends it */
export function labelKeys({ classes, oneByOne, ...actions }: Actions): () => void {
  const t = texts.t.label;
  const single = [
    { keys: 'S', label: t.skip, run: actions.skip },
    { keys: '0', label: t.skip, run: actions.skip },
    { keys: 'ArrowLeft', label: t.back, run: () => actions.move(-1) },
    { keys: 'ArrowRight', label: t.forward, run: () => actions.move(1) },
  ];
  return shortcuts.add(t.title, [
    ...classes.flatMap(({ class: id, name }, place) => {
      const key = keyOf(place);
      return key === null
        ? []
        : [{ keys: key, label: t.labelKey(name), run: () => actions.give(id) }];
    }),
    ...(oneByOne ? single : []),
    { keys: 'Backspace', label: t.takeBack, run: actions.takeBack },
    { keys: 'Ctrl Z', label: texts.t.common.undo, run: actions.undo },
    { keys: 'Ctrl Shift Z', label: texts.t.common.redo, run: actions.redo },
  ]);
}
