import { type Command, InvalidArgumentError } from 'commander';
import { type SettableColumnType, settableColumnTypes } from '../../../shared/column-types.ts';
import type { FinetuneOptions } from '../../../shared/finetune-options.ts';
import { type Target, targetNames } from '../../../shared/target.ts';
import type { ImportWishes } from '../../app/data-kinds/data-kind.ts';
import { importedKinds } from '../../app/data-kinds/registry.ts';
import type { ImportedKind } from '../../app/preprocessing/preprocessing.ts';
import type { PretrainChoices } from '../../app/pretrain.ts';
import type { ImagePreprocessing } from '../../ingest/types.ts';
import { encoderNames } from '../../learn/models/registry.ts';
import { optimizerNames } from '../../learn/optimizers/registry.ts';
import { pretextTaskNames } from '../../learn/pretext/registry.ts';
import { methodText, oneOf, positive, seedNumber, wholeNumber } from './session.ts';

/** Options that decide how images become tensors; left out, they are chosen from the data. */
export interface ImportOptions {
  size?: number;
  channels?: '1' | '3';
  fit?: ImagePreprocessing['fit'];
  frames?: number;
  seconds?: number;
  frameRate?: number;
  kind?: ImportedKind;
  labelsFrom?: 'folders' | 'column';
  column?: ReadonlyMap<string, SettableColumnType>;
  textColumn?: string;
  labelColumn?: string;
  target?: Target;
}

export function importOptions(command: Command): Command {
  command
    .option('--size <pixels>', 'side of the images (default: chosen from the data)', wholeNumber)
    .option('--channels <n>', '1 for grey, 3 for colour (default: chosen)', oneOf(['1', '3']))
    .option(
      '--fit <how>',
      'cover, contain or stretch (default: cover)',
      oneOf(['cover', 'contain', 'stretch']),
    )
    .option('--frames <n>', 'of videos: frames of a clip (default: 8)', wholeNumber)
    .option('--seconds <n>', 'of videos: length of a clip (default: chosen, 4 at most)', positive)
    .option(
      '--frame-rate <n>',
      'of folders of numbered pictures: how many are a second (default: 10)',
      positive,
    )
    .option(
      '--kind <kind>',
      `${importedKinds.join(', ')} (default: found by what is given)`,
      oneOf(importedKinds),
    )
    .option(
      '--labels-from <what>',
      '"folders": sub-folder names are labels; "column": those of a table, in the column that is named so',
      oneOf(['folders', 'column']),
    )
    .option(
      '--text-column <name>',
      'of texts in a table (CSV, TSV, JSON lines): the column that holds them (default: the one with the longest, most varied texts)',
    );
  return columnOptions(targetOption(command));
}

/** What the labels are. */
export function targetOption(command: Command): Command {
  return command.option(
    '--target <what>',
    'what labels are: "class" or "number" (default: as it was; of a table found by its labels)',
    oneOf(targetNames),
  );
}

/** Of a table. */
export function columnOptions(command: Command): Command {
  return command
    .option(
      '--column <name=type>',
      `what a column of a table holds (${settableColumnTypes.join(', ')}), where it is found wrongly; may be given again`,
      columnType,
    )
    .option(
      '--label-column <name>',
      'the column of a table that holds the labels; they come along',
    );
}

function columnType(
  text: string,
  before: ReadonlyMap<string, SettableColumnType> = new Map(),
): ReadonlyMap<string, SettableColumnType> {
  // Names of columns may have equals signs in them.
  const at = text.lastIndexOf('=');
  if (at < 1) throw new InvalidArgumentError('NAME=TYPE is needed.');
  return new Map(before).set(text.slice(0, at), oneOf(settableColumnTypes)(text.slice(at + 1)));
}

/** What was asked of an import. */
export function wishesFrom(options: ImportOptions): ImportWishes {
  const { size, channels, fit, frames, seconds, frameRate } = options;
  const { column, textColumn, labelColumn, target } = options;
  const { labelsFrom = labelColumn === undefined ? null : 'column' } = options;
  return {
    preprocessing: {
      ...(size === undefined ? {} : { size }),
      ...(channels === undefined ? {} : { channels: channels === '1' ? 1 : 3 }),
      ...(fit === undefined ? {} : { fit }),
      ...(frames === undefined ? {} : { frames }),
      ...(seconds === undefined ? {} : { seconds }),
      ...(frameRate === undefined ? {} : { folderRate: frameRate }),
    },
    labelsFrom,
    ...(column === undefined ? {} : { columns: column }),
    ...(textColumn === undefined ? {} : { textColumn }),
    ...(labelColumn === undefined ? {} : { labelColumn }),
    ...(target === undefined ? {} : { target }),
  };
}

export type FinetuneFlags = Partial<FinetuneOptions>;

export function finetuneFlags(command: Command): Command {
  return command
    .option('--self-training', 'also teach a network in rounds by its surest labels: minutes more')
    .option(
      '--consistency',
      'fine-tune on unlabelled samples too, by the same answer to two views (FixMatch): minutes more',
    )
    .option('--mixup', 'fine-tune on mixtures of two samples')
    .option('--averaging', 'fine-tune to a moving average of the weights');
}

export function finetuneOptionsFrom(flags: FinetuneFlags): FinetuneOptions {
  const { selfTraining = false, consistency = false, mixup = false, averaging = false } = flags;
  return { selfTraining, consistency, mixup, averaging };
}

export type PretrainOptions = PretrainChoices;

export function pretrainOptions(command: Command): Command {
  return command
    .option(
      '--method <name>',
      `pretext task: ${pretextTaskNames.join(', ')}; or two, as in simclr+rotation or simclr:0.7+rotation:0.3; auto: short trials of a few choose one (default: simclr, of recordings cola)`,
      methodText,
    )
    .option('--weight <share>', 'share of the first of two tasks (default: 0.5)', positive)
    .option('--encoder <name>', encoderNames.join(', '), oneOf(encoderNames))
    .option('--optimizer <name>', optimizerNames.join(', '), oneOf(optimizerNames))
    .option('--learning-rate <x>', "peak learning rate (default: the method's)", positive)
    .option('--weight-decay <x>', "weight decay (default: the method's)", positive)
    .option('--batch-size <n>', "samples a step (default: the method's)", wholeNumber)
    .option('--minutes <n>', 'time to pretrain (default: 3)', positive)
    .option('--passes <n>', 'end the minutes sooner, once each sample was seen so often', positive)
    .option(
      '--steps <n>',
      'steps to pretrain, in place of minutes; the same numbers each time',
      wholeNumber,
    )
    .option('--seed <n>', 'seed of everything random (default: 1)', seedNumber);
}
