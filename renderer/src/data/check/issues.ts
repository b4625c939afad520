import type { DataSummary } from '../../../../shared/contract/data.ts';

/** How many kinds of things the data check asks a person to look at. */
export function issueCount(summary: DataSummary): number {
  const { nearDuplicateExtras, counts } = summary;
  return Number(nearDuplicateExtras > 0) + Number(counts.skipped > 0);
}
