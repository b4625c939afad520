import type { NextStep } from '../../../shared/errors.ts';

/** The command line for what an error says to do next. */
export function nextCommand(next: NextStep): string {
  if (next.do === 'set-up-engine') return 'Run: npm run -s pretext -- doctor --fix';
  const project = quoted(next.project);
  switch (next.do) {
    case 'resume':
      return `Go on with: pretext pretrain ${project} --resume ${next.run} (or use what it has learned by now: --as-it-is ${next.run})`;
    case 'import':
      return `Run: pretext import ${project} DATA`;
    case 'label':
      return `Run: pretext label ${project} --csv labels.csv (columns path, label)`;
    case 'label-test':
      return `Run: pretext evaluate ${project} --test test.csv (columns path, label)`;
    case 'pretrain':
      return `Run: pretext pretrain ${project}`;
    case 'finetune':
      return `Run: pretext finetune ${project}`;
    case 'list-runs':
      return `Run: pretext runs list ${project}`;
  }
}

/** A path as shells take it: in quotes when it holds more than they leave alone. */
function quoted(file: string): string {
  return /^[\w./:@%+=,\\-]+$/.test(file) ? file : `"${file.replace(/(["$`])/g, '\\$1')}"`;
}
