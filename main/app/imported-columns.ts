import type { ImportedColumns } from '../../shared/contract/data.ts';
import { foundColumnsSchema } from './found-columns.ts';
import type { PreprocessingOf } from './preprocessing/preprocessing.ts';
import type { Project } from './project.ts';

type Column = ImportedColumns['columns'][number];

/** What the columns of a project's table hold and are used for; null for other data, and before the first import. */
export function importedColumns(project: Project): ImportedColumns | null {
  const dataset = project.datasetOrNull();
  if (dataset === null || dataset.preprocessing.kind !== 'tables') return null;
  const { id, name: file, preprocessing } = dataset;
  const { datasets } = project.store;
  const isFixed = !datasets.isUntouched(id);
  const kept = datasets.tableColumns(id);
  if (kept === null) {
    return { file, looked: null, columns: usedColumns(preprocessing), notes: [], fixed: isFixed };
  }
  const { rows, sampled, columns, notes } = foundColumnsSchema.parse(JSON.parse(kept));
  const used = new Set(preprocessing.columns.map(({ name }) => name));
  const useOf = (name: string): Column['use'] => {
    if (name === preprocessing.label) return 'label';
    return used.has(name) ? 'learnt' : 'kept-out';
  };
  return {
    file,
    looked: { rows, sampled },
    columns: columns.map((column) => ({ ...column, use: useOf(column.name) })),
    notes,
    fixed: isFixed,
  };
}

/** Of a project from before all columns were kept: those that rows are prepared by. */
function usedColumns({ columns, label }: PreprocessingOf<'tables'>): Column[] {
  const unknown = { type: null, reason: null, missing: null };
  return [
    ...columns.map(({ name, type, hasMissing }) => ({
      ...{ name, type, reason: null, missing: hasMissing ? null : 0 },
      use: 'learnt' as const,
    })),
    ...(label === null ? [] : [{ name: label, ...unknown, use: 'label' as const }]),
  ];
}
