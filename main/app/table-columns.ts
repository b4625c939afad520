import path from 'node:path';
import { type ColumnType, isLearntFrom } from '../../shared/column-types.ts';
import type { TableColumns } from '../../shared/contract/data.ts';
import { seeColumns } from '../ingest/tables/see-columns.ts';
import { dataKinds, recognizedKind } from './data-kinds/registry.ts';
import type { PreprocessingOf } from './preprocessing/preprocessing.ts';
import type { Project } from './project.ts';

/**
 * What the columns of a table hold, as an import into a project would take them; null for what is no table, and where the project holds
 * something else.
 * @param project null for one that is still to be made
 * @throws {PretextError} `not-found`, `no-data`
 */
export async function tableColumns(
  project: Project | null,
  inputs: readonly string[],
): Promise<TableColumns | null> {
  const dataset = project?.datasetOrNull() ?? null;
  const [file] = inputs;
  // By its name first: of other kinds some are looked into.
  if (file === undefined || !(await dataKinds.tables.recognizes(inputs, undefined))) return null;
  if ((await recognizedKind(inputs)) !== 'tables') return null;
  const before = dataset?.preprocessing ?? null;
  if (before !== null && before.kind !== 'tables') return null;
  const found = await seeColumns({ file, ...(before === null ? {} : { label: null }) });
  const label = before === null ? found.label : before.label;
  return {
    file: path.basename(file),
    rows: found.rows,
    sampled: found.sampled,
    columns: found.columns.map(({ name, type, reason, missing, examples }) => ({
      name,
      type: before === null || name === label ? type : typeIn(before, name, type),
      ...{ reason, missing, examples },
    })),
    label,
    candidates: found.labels.flatMap(({ column, task }) => (task === 'class' ? [column] : [])),
    fixed: dataset !== null && project?.store.datasets.isUntouched(dataset.id) === false,
  };
}

/** What a column is in a data set, which may be otherwise than its values suggest. */
function typeIn(
  { columns }: PreprocessingOf<'tables'>,
  name: string,
  found: ColumnType,
): ColumnType {
  const used = columns.find((column) => column.name === name);
  return used?.type ?? (isLearntFrom(found) ? 'skip' : found);
}
