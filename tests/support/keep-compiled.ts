import { keepCompiled } from '../../main/shell/keep-compiled.ts';

/** Test files, and the hundreds of processes that they start, load code that is compiled already. */
export default function setup(): void {
  keepCompiled();
}
