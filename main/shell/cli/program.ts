/** The product's services from a terminal: does what the command line asks for. */
import { Command, CommanderError } from 'commander';
import { codeVersion } from '../../app/versions.ts';
import { addData } from './commands/data.ts';
import { addDoctor } from './commands/doctor.ts';
import { addExplore } from './commands/explore.ts';
import { addKept } from './commands/kept.ts';
import { addLearn } from './commands/learn.ts';
import { addModels } from './commands/models.ts';
import { addProject } from './commands/project.ts';
import { addRun } from './commands/run.ts';
import { addRuns } from './commands/runs.ts';
import { addSearch } from './commands/search.ts';
import { addServe } from './commands/serve.ts';
import { exitCodes, reportError } from './session.ts';

const program = new Command('pretext')
  .description('Build a model from data without labels, and a handful with.')
  .version(codeVersion)
  .showHelpAfterError('(see --help)')
  .exitOverride();
for (const add of [
  addRun,
  addProject,
  addData,
  addLearn,
  addKept,
  addExplore,
  addSearch,
  addModels,
  addRuns,
  addDoctor,
  addServe,
])
  add(program);
for (const command of program.commands) {
  command.exitOverride();
  for (const inner of command.commands) inner.exitOverride();
}

try {
  await program.parseAsync();
} catch (error) {
  // Commander has printed its message already.
  if (error instanceof CommanderError)
    process.exitCode = error.exitCode === 0 ? 0 : exitCodes.badUsage;
  else reportError(error);
}
