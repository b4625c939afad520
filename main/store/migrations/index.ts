import { start } from './0001-start.ts';
import { dataDigest } from './0002-data-digest.ts';
import { imports } from './0003-imports.ts';
import { studio } from './0004-studio.ts';
import { health } from './0005-health.ts';
import { unsure } from './0006-unsure.ts';
import { takenBack } from './0007-taken-back.ts';
import { dataKinds } from './0008-data-kinds.ts';
import { numbers } from './0009-numbers.ts';
import { tableColumns } from './0010-table-columns.ts';
import { skippedTogether } from './0011-skipped-together.ts';

/** Each brings `user_version` from its index to the next. Never change one that has shipped. */
export const migrations: readonly string[] = [
  start,
  dataDigest,
  imports,
  studio,
  health,
  unsure,
  takenBack,
  dataKinds,
  numbers,
  tableColumns,
  skippedTogether,
];
