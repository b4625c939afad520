import type { Db } from './database.ts';
import type { SampleStatus, Split } from './samples.ts';

/** All conditions hold together; one left out holds always. */
export interface ListFilter {
  status?: readonly SampleStatus[] | undefined;
  split?: Split | undefined;
  class?: number | undefined;
  labelled?: boolean | undefined;
  /** A group of near duplicates, or true for those of any. */
  nearDuplicates?: number | true | undefined;
  /** Part of the path. */
  text?: string | undefined;
}

export interface LabelledCount {
  status: SampleStatus;
  split: Split;
  labelled: 0 | 1;
  count: number;
}

export interface ListSort {
  by: 'added' | 'path' | 'class' | 'size' | 'near-duplicates';
  descending: boolean;
}

export interface ListRow {
  id: number;
  path: string;
  status: SampleStatus;
  split: Split;
  class_id: number | null;
  class_name: string | null;
  width: number | null;
  height: number | null;
  near_duplicate_group: number | null;
}

/** Each order has an index of its name that holds everything a filter looks at (migration 0004). */
const orders: Readonly<Record<ListSort['by'], { index: string; columns: readonly string[] }>> = {
  added: { index: 'sample_list_added', columns: ['id'] },
  path: { index: 'sample_list_path', columns: ['path', 'id'] },
  class: { index: 'sample_list_class', columns: ['class_id IS NULL', 'class_id', 'id'] },
  size: { index: 'sample_list_size', columns: ['coalesce(width * height, 0)', 'id'] },
  'near-duplicates': {
    index: 'sample_list_near',
    columns: ['near_duplicate_group IS NULL', 'near_duplicate_group', 'id'],
  },
};

interface Where {
  sql: string;
  values: (string | number)[];
}

/** Lists of samples, filtered and ordered, for a grid that shows a part at a time. */
export class SampleLists {
  readonly #db: Db;
  readonly #counts = new Map<string, number>();
  #countedAt = -1;

  constructor(db: Db) {
    this.#db = db;
  }

  /** Counted once for as long as nothing is written: a grid asks for part after part of one list. */
  count(datasetId: number, filter: ListFilter): number {
    const changes = this.#db.prepare<[], number>('SELECT total_changes()').pluck().get() ?? 0;
    if (changes !== this.#countedAt) this.#counts.clear();
    this.#countedAt = changes;
    const key = JSON.stringify([datasetId, filter]);
    const known = this.#counts.get(key);
    if (known !== undefined) return known;
    const counted = this.#count(datasetId, filter);
    this.#counts.set(key, counted);
    return counted;
  }

  /** Samples by status, split and whether they have a label. */
  counts(datasetId: number): LabelledCount[] {
    const where = this.#where(datasetId, {});
    return this.#db
      .prepare<unknown[], LabelledCount>(
        `SELECT status, split, class_id IS NOT NULL AS labelled, count(*) AS count
         FROM sample INDEXED BY sample_by_status WHERE ${where.sql} GROUP BY 1, 2, 3`,
      )
      .all(...where.values);
  }

  #count(datasetId: number, filter: ListFilter): number {
    const where = this.#where(datasetId, filter);
    const index = filter.text === undefined ? orders.added.index : orders.path.index;
    const count = this.#db
      .prepare<unknown[], number>(
        `SELECT count(*) FROM sample INDEXED BY ${index} WHERE ${where.sql}`,
      )
      .pluck()
      .get(...where.values);
    return count ?? 0;
  }

  /** Ids of a part of a list. @param limit −1 for all that follow */
  ids(
    datasetId: number,
    filter: ListFilter,
    sort: ListSort,
    offset: number,
    limit: number,
  ): number[] {
    const where = this.#where(datasetId, filter);
    const { index, columns } = orders[sort.by];
    const order = columns.map((column) => `${column} ${sort.descending ? 'DESC' : 'ASC'}`);
    return this.#db
      .prepare<unknown[], number>(
        `SELECT id FROM sample INDEXED BY ${index} WHERE ${where.sql}
         ORDER BY ${order.join(', ')} LIMIT ? OFFSET ?`,
      )
      .pluck()
      .all(...where.values, limit, offset);
  }

  /** Some ids of a list, spread evenly over when they were added. */
  spread(datasetId: number, filter: ListFilter, count: number): number[] {
    const where = this.#where(datasetId, filter);
    const one = (more: string, ...values: number[]): number | undefined =>
      this.#db
        .prepare<unknown[], number>(
          `SELECT id FROM sample INDEXED BY sample_list_added WHERE ${where.sql} ${more} LIMIT 1`,
        )
        .pluck()
        .get(...where.values, ...values);
    const first = one('ORDER BY id') ?? 0;
    const last = one('ORDER BY id DESC') ?? -1;
    const ids = Array.from({ length: last < first ? 0 : count }, (_, i) =>
      one('AND id >= ? ORDER BY id', first + Math.floor((i * (last - first + 1)) / count)),
    );
    return [...new Set(ids)].flatMap((id) => id ?? []);
  }

  /** Rows in the order of the ids; ids that nobody sees are left out. */
  rows(ids: readonly number[]): ListRow[] {
    const rows = this.#db
      .prepare<[string], ListRow>(
        `SELECT s.id, s.path, s.status, s.split, s.class_id, class.name AS class_name, s.width, s.height,
           s.near_duplicate_group
         FROM json_each(?) AS wanted JOIN visible_sample AS s ON s.id = wanted.value
           LEFT JOIN class ON class.id = s.class_id
         ORDER BY wanted.key`,
      )
      .all(JSON.stringify(ids));
    return rows;
  }

  #where(datasetId: number, filter: ListFilter): Where {
    const where: Where = { sql: 'dataset_id = ?', values: [datasetId] };
    const and = (sql: string, ...values: (string | number)[]): void => {
      where.sql += ` AND ${sql}`;
      where.values.push(...values);
    };
    // Rows of unfinished imports are not seen. There is one at most, mostly none.
    for (const id of this.#unfinishedImports()) and('import_id IS NOT ?', id);
    if (filter.status !== undefined) {
      and(`status IN (${filter.status.map(() => '?').join(', ')})`, ...filter.status);
    }
    if (filter.split !== undefined) and('split = ?', filter.split);
    if (filter.class !== undefined) and('class_id = ?', filter.class);
    if (filter.labelled !== undefined) {
      and(filter.labelled ? 'class_id IS NOT NULL' : 'class_id IS NULL');
    }
    if (filter.nearDuplicates === true) and('near_duplicate_group IS NOT NULL');
    else if (filter.nearDuplicates !== undefined) {
      and('near_duplicate_group = ?', filter.nearDuplicates);
    }
    // instr knows no wildcards: what a person types is what is looked for.
    if (filter.text !== undefined && filter.text !== '') {
      and('instr(lower(path), ?) > 0', filter.text.toLowerCase());
    }
    return where;
  }

  #unfinishedImports(): number[] {
    return this.#db
      .prepare<[], number>('SELECT id FROM import WHERE finished_at IS NULL')
      .pluck()
      .all();
  }
}
