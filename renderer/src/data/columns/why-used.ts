import type { ImportedColumns } from '../../../../shared/contract/data.ts';
import type { importedColumns } from '../../texts/en/imported-columns.ts';

/** Why a column is learnt from, or is not, as sentences; empty where nobody knows. */
export function whyUsed(
  { use, type, reason }: ImportedColumns['columns'][number],
  t: typeof importedColumns,
): string {
  if (use === 'label') return t.whyLabel;
  const rule = use === 'kept-out' && (type === 'text' || type === 'id') ? t.whyKeptOut[type] : null;
  return [reason, rule].filter((sentence) => sentence !== null).join(' ');
}
