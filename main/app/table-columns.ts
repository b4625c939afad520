import { type ColumnType, isLearntFrom } from '../../shared/column-types.ts';
import type { TableColumns } from '../../shared/contract/data.ts';
import type { SpawnDecoder } from '../ingest/decoder/spawn-decoder.ts';
import { seeColumns } from '../ingest/tables/see-columns.ts';
import { tableName } from '../ingest/tables/table-file.ts';
import { tableAmong } from './data-kinds/only-table.ts';
import { dataKinds, recognizedKind } from './data-kinds/registry.ts';
import { labelReason } from './label-found.ts';
import type { ImportedKind, PreprocessingOf } from './preprocessing/preprocessing.ts';
import type { Project } from './project.ts';

interface LookOptions {
  /** As a person says: what they call a table is one, although it looks like texts. Found by what is given when left out. */
  kind?: ImportedKind | undefined;
  /** The ordinary way when left out. */
  spawnDecoder?: SpawnDecoder | undefined;
}

/**
 * What the columns of a table hold, as an import into a project would take them; null for what is no table, and where the project holds
 * something else.
 * @param project null for one that is still to be made
 * @throws {PretextError} `not-found`; `no-data` for what is to be a table and cannot be read as one
 */
export async function tableColumns(
  project: Project | null,
  inputs: readonly string[],
  { kind, spawnDecoder }: LookOptions = {},
): Promise<TableColumns | null> {
  const dataset = project?.datasetOrNull() ?? null;
  const before = dataset?.preprocessing ?? null;
  const said = before?.kind ?? kind;
  if (before !== null && before.kind !== 'tables') return null;
  if (!(await mayBeTable(inputs, said, spawnDecoder))) return null;
  const table = await tableAmong(inputs);
  if (table === null) return null;
  const found = await seeColumns({
    table,
    ...(before === null ? {} : { label: null }),
    ...(spawnDecoder === undefined ? {} : { spawnDecoder }),
  });
  const label = before === null ? found.label : before.label;
  return {
    file: tableName(table),
    rows: found.rows,
    sampled: found.sampled,
    columns: found.columns.map(({ name, type, reason, missing, examples }) => ({
      name,
      type: before === null || name === label ? type : typeIn(before, name, type),
      ...{ reason, missing, examples },
    })),
    notes: found.notes,
    label,
    labelReason: before === null ? labelReason(found) : null,
    lookalike: found.lookalike,
    candidates: found.labels.flatMap(({ column, task }) => (task === 'class' ? [column] : [])),
    fixed: dataset !== null && project?.store.datasets.isUntouched(dataset.id) === false,
  };
}

/** @param said what they are said to be */
async function mayBeTable(
  inputs: readonly string[],
  said: ImportedKind | undefined,
  spawnDecoder: SpawnDecoder | undefined,
): Promise<boolean> {
  if (said !== undefined) return said === 'tables';
  // By its name first: of other kinds some are looked into.
  if (!(await dataKinds.tables.recognizes(inputs, spawnDecoder))) return false;
  return (await recognizedKind(inputs, spawnDecoder)) === 'tables';
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
