import type { CallInput } from '../../../../shared/contract/contract.ts';
import { dataKindNames } from '../../../../shared/sample-spec.ts';

/** How data are to be imported, as the form holds it. `auto` leaves it to the data. */
export interface ImportChoices {
  kind: string;
  labelsFrom: 'none' | 'folders' | 'column';
  split: 'train' | 'test';
  size: string;
  channels: string;
  fit: string;
  /** Columns of a table that hold something else than was found. */
  columns?: NonNullable<ImportInput['columns']>;
  /** Where the texts of a table are. */
  textColumn?: string;
  /** Where the labels of a table are; null for nowhere. */
  labelColumn?: string | null;
}

export const usualChoices: ImportChoices = {
  kind: 'auto',
  labelsFrom: 'none',
  split: 'train',
  size: 'auto',
  channels: 'auto',
  fit: 'auto',
};

export const imageSizes = [28, 32, 48, 64, 96, 128, 224] as const;
export const fits = ['cover', 'contain', 'stretch'] as const;

type ImportInput = Omit<CallInput<'data.import'>, 'project' | 'sources'>;

/** Choices as the call takes them. */
export function importInput(choices: ImportChoices): ImportInput {
  const { labelsFrom, split, size, channels, columns = [], textColumn, labelColumn } = choices;
  const kind = dataKindNames.find((name) => name === choices.kind);
  const fit = fits.find((name) => name === choices.fit);
  return {
    ...(kind === undefined ? {} : { kind }),
    labelsFrom: labelsFrom === 'none' ? null : labelsFrom,
    split,
    preprocessing: {
      ...(size === 'auto' ? {} : { size: Number(size) }),
      ...(channels === 'auto' ? {} : { channels: channels === '1' ? 1 : 3 }),
      ...(fit === undefined ? {} : { fit }),
    },
    ...(columns.length === 0 ? {} : { columns }),
    ...(textColumn === undefined ? {} : { textColumn }),
    ...(labelColumn === undefined ? {} : { labelColumn }),
  };
}
