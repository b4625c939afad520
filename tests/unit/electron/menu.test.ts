import { describe, expect, it, vi } from 'vitest';
import { type MenuParts, menuTemplate } from '../../../main/shell/electron/menu.ts';
import { menuCommands } from '../../../shared/contract/commands.ts';

type Item = ReturnType<typeof menuTemplate>[number];

function parts(fields: Partial<MenuParts> = {}): MenuParts {
  const functions = { command: vi.fn(), open: vi.fn(), openOutside: vi.fn() };
  return { isMac: false, isPackaged: true, recent: [], ...functions, ...fields };
}
/** All items of a menu, those of its submenus too. */
function itemsOf(template: readonly Item[]): Item[] {
  return template.flatMap((item) => [
    item,
    ...(Array.isArray(item.submenu) ? itemsOf(item.submenu) : []),
  ]);
}
function click(item: Item | undefined): void {
  (item?.click as (() => void) | undefined)?.();
}

describe('the menu', () => {
  it.each([true, false])('asks the window for every command (Mac: %s)', (isMac) => {
    const given = parts({ isMac });
    for (const item of itemsOf(menuTemplate(given))) click(item);
    const asked = vi.mocked(given.command).mock.calls.map(([command]) => command);
    expect(new Set(asked)).toEqual(new Set(menuCommands));
    expect(given.openOutside).toHaveBeenCalledWith(expect.stringMatching(/^https:/));
  });

  it.each([true, false])('gives each accelerator once (Mac: %s)', (isMac) => {
    const all = itemsOf(menuTemplate(parts({ isMac }))).flatMap((item) => item.accelerator ?? []);
    expect(new Set(all).size).toBe(all.length);
  });

  it('leaves the keys of undo to the window: in a text field they mean the text', () => {
    const undo = itemsOf(menuTemplate(parts())).find(({ label }) => label === 'Undo');
    expect(undo).toMatchObject({ accelerator: 'CmdOrCtrl+Z', registerAccelerator: false });
  });

  it('lists recent projects, ten at most, and opens them', () => {
    const recent = Array.from({ length: 12 }, (_, i) => ({
      name: `A & B ${i}`,
      path: `/p/${i}.pretext`,
    }));
    const given = parts({ recent });
    const menu = itemsOf(menuTemplate(given)).find(({ label }) => label === 'Open Recent');
    const items = menu?.submenu as Item[];
    expect(items).toHaveLength(10);
    expect(items[0]?.label).toBe('A && B 0');
    click(items[1]);
    expect(given.open).toHaveBeenCalledWith('/p/1.pretext');
  });

  it('has developers’ tools only where they are wanted', () => {
    const has = (isPackaged: boolean): boolean =>
      itemsOf(menuTemplate(parts({ isPackaged }))).some(({ role }) => role === 'toggleDevTools');
    expect([has(true), has(false)]).toEqual([false, true]);
  });
});
