import type { RunSummary } from '../../../shared/contract/runs.ts';

/** What the list is narrowed to; `all` and an empty text narrow nothing. */
export interface RunFilter {
  text: string;
  kind: RunSummary['kind'] | 'all';
  status: RunSummary['status'] | 'all';
  starred: boolean;
}

export const noFilter: Readonly<RunFilter> = {
  text: '',
  kind: 'all',
  status: 'all',
  starred: false,
};

export function narrows({ text, kind, status, starred }: RunFilter): boolean {
  return text.trim() !== '' || kind !== 'all' || status !== 'all' || starred;
}

/** As `runs.list` takes it. */
export function listInput({ text, kind, status, starred }: RunFilter) {
  return {
    ...(text.trim() === '' ? {} : { text: text.trim() }),
    ...(kind === 'all' ? {} : { kind }),
    ...(status === 'all' ? {} : { status }),
    ...(starred ? { starred } : {}),
  };
}
