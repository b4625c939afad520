import type { SampleFilter, SampleSort } from '../../../../shared/contract/data.ts';

/** The filters as the toolbar holds them. */
export interface Filters {
  text: string;
  /** `ready`, `excluded` or `all`. */
  status: string;
  /** `all`, `train` or `test`. */
  split: string;
  /** `all`, `labelled`, `unlabelled`, or a class's id. */
  class: string;
  /** Only near duplicates. */
  near: boolean;
  sort: string;
}

export const noFilters: Filters = {
  text: '',
  status: 'ready',
  split: 'all',
  class: 'all',
  near: false,
  sort: 'added',
};

export const sorts = [
  'added',
  'path',
  'class',
  'size-desc',
  'size-asc',
  'near-duplicates',
] as const;

/** Longest text that the contract takes. */
const longestText = 500;

/** Filters as the contract takes them. */
export function sampleFilter({ text, status, split, class: of, near }: Filters): SampleFilter {
  const wanted = text.trim().slice(0, longestText);
  const id = Number(of);
  return {
    status:
      status === 'all'
        ? ['ready', 'excluded']
        : [status === 'excluded' ? ('excluded' as const) : ('ready' as const)],
    ...(split === 'train' || split === 'test' ? { split } : {}),
    ...(Number.isSafeInteger(id) && id > 0 ? { class: id } : {}),
    ...(of === 'labelled' ? { labelled: true } : {}),
    ...(of === 'unlabelled' ? { labelled: false } : {}),
    ...(near ? { nearDuplicates: true as const } : {}),
    ...(wanted === '' ? {} : { text: wanted }),
  };
}

export function sampleSort(sort: string): SampleSort {
  if (sort === 'size-desc') return { by: 'size', descending: true };
  if (sort === 'size-asc') return { by: 'size', descending: false };
  const by = sort === 'path' || sort === 'class' || sort === 'near-duplicates' ? sort : 'added';
  return { by, descending: false };
}

/** Whether anything beside the order is other than usual. */
export const isFiltered = (filters: Filters): boolean =>
  JSON.stringify({ ...filters, sort: '' }) !== JSON.stringify({ ...noFilters, sort: '' });
