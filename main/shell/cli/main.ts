/** `pretext`. What it does is in `program.ts`, which is loaded once compiled code can be kept. */
import { keepCompiled } from '../keep-compiled.ts';

keepCompiled();
await import('./program.ts');
