import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { nextCommand } from '../../../main/shell/cli/next-command.ts';

test('the terminal adds a command line, with paths as a shell takes them', () => {
  expect(nextCommand({ do: 'resume', project: '/a/b.pretext', run: 3 })).toBe(
    'Go on with: pretext pretrain /a/b.pretext --resume 3 (or use what it has learned by now: --as-it-is 3)',
  );
  expect(nextCommand({ do: 'label', project: '/my data/$x.pretext' })).toContain(
    'pretext label "/my data/\\$x.pretext" --csv',
  );
  expect(nextCommand({ do: 'set-up-engine' })).toContain('doctor --fix');
});

test('no service tells a person to type a command: a window has none', () => {
  const root = path.join(import.meta.dirname, '../../../main');
  const commands =
    /pretext (run|import|check|label|pretrain|embed|suggest|finetune|evaluate|export|predict|runs|doctor|serve)\b|npm run/;
  const guilty = ['app', 'ingest', 'store', 'training'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => path.join(folder, name))
      .filter((name) =>
        readFileSync(path.join(root, name), 'utf8')
          .split('\n')
          .some((line) => commands.test(line) && !/^\s*(\/\*|\*|\/\/)/.test(line)),
      ),
  );
  expect(guilty).toEqual([]);
});
