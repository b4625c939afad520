import type { Job } from '../../../../shared/contract/jobs.ts';

/** What to say of an import that has ended: each line when it is not about nothing. */
export interface ImportLine {
  what: 'imported' | 'duplicates' | 'near' | 'skipped' | 'ignored' | 'labelled' | 'problems';
  count: number;
}

export function importLines({ result }: Pick<Job, 'result'>): ImportLine[] {
  if (result?.kind === 'labels') {
    return [
      { what: 'labelled', count: result.labelled },
      ...some('problems', result.problems.length),
    ];
  }
  if (result?.kind !== 'import') return [];
  return [
    { what: 'imported', count: result.imported },
    ...some('duplicates', result.duplicates),
    ...some('near', result.nearDuplicateGroups),
    ...some('skipped', result.skipped),
    ...some('ignored', result.ignored),
  ];
}

const some = (what: ImportLine['what'], count: number): ImportLine[] =>
  count === 0 ? [] : [{ what, count }];

/** The newest import or reading of labels that has ended. */
export function lastImport(all: readonly Job[], project: string): Job | null {
  const last = all.find(
    (job) => job.project === project && (job.kind === 'import' || job.kind === 'labels'),
  );
  return last === undefined || last.endedAt === null ? null : last;
}

/** Rows that could not be used, what was guessed, and what else did not go as asked. */
export const remarksOf = ({ result, warnings }: Pick<Job, 'result' | 'warnings'>): string[] => [
  ...(result?.kind === 'labels' ? result.problems : []),
  ...(result?.kind === 'import' ? result.notes : []),
  ...warnings,
];
