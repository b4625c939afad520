/** Keys of shortcuts, written as `Ctrl Shift Z`, `ArrowLeft`, `?`. */

interface Pressed {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
}

/** Keys that are written otherwise than the browser names them. */
const written: Readonly<Record<string, string>> = { ' ': 'Space' };
/** What other programs have taught people. */
const alike: Readonly<Record<string, string>> = { 'ctrl y': 'ctrl shift z' };

/** Whether a key press is what a shortcut asks for; `Ctrl` is ⌘ on a Mac too. */
export function matchesKeys(keys: string, { key, shiftKey, ctrlKey, metaKey }: Pressed): boolean {
  const name = written[key] ?? key;
  // Of `?` and the like, Shift is part of how they are typed.
  const shift = shiftKey && (name.length > 1 || /^[a-z]$/i.test(name));
  const modifiers = `${ctrlKey || metaKey ? 'ctrl ' : ''}${shift ? 'shift ' : ''}`;
  const pressed = `${modifiers}${name.toLowerCase()}`;
  return keys.toLowerCase() === (alike[pressed] ?? pressed);
}

const signs: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  Delete: 'Del',
};

/** The keys of a shortcut one by one, as they are shown. */
export const shownKeys = (keys: string): string[] =>
  keys.split(' ').map((key) => signs[key] ?? key);
