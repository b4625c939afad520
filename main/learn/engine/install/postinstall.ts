/** The root package's postinstall: sets up the learning engine, or says plainly why not. */
import { messageOf, PretextError } from '../../../../shared/errors.ts';
import { installEngine } from './install.ts';

if (process.env['PRETEXT_ENGINE_SOURCES'] === 'none') {
  console.log('Pretext Studio: engine set-up skipped (PRETEXT_ENGINE_SOURCES=none).');
} else {
  console.log('Pretext Studio: setting up the learning engine');
  try {
    await installEngine({ report: (line) => console.log(`  ${line}`) });
  } catch (error) {
    console.error(`\nPretext Studio: ${messageOf(error)}`);
    if (error instanceof PretextError && error.remedy) console.error(`\n${error.remedy}`);
    process.exitCode = 1;
  }
}
