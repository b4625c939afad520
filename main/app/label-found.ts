import { type ColumnType, isLearntFrom } from '../../shared/column-types.ts';
import type { ClassLookalike } from '../ingest/tables/class-lookalike.ts';
import type { ColumnInfo } from '../ingest/tables/column-types.ts';
import type { LabelCandidate } from '../ingest/tables/label-candidates.ts';

/** Of a table whose column of labels nobody named: what was taken for it. */
export interface LabelFound {
  /** Null for none. */
  column: string | null;
  /** Why that one, as a sentence. */
  reason: string | null;
  /** A column that looks like a class and is learnt from; none where there is one of labels. */
  lookalike: (ClassLookalike & { type: ColumnType }) | null;
}

interface SeenLabels {
  columns: readonly ColumnInfo[];
  labels: readonly LabelCandidate[];
  lookalike: ClassLookalike | null;
  label: string | null;
}

export function labelFound({ columns, labels, lookalike, label }: SeenLabels): LabelFound {
  const type = columns.find(({ name }) => name === lookalike?.column)?.type;
  const isLearnt = label === null && lookalike !== null && type !== undefined && isLearntFrom(type);
  return {
    column: label,
    reason: labelReason({ labels, label }),
    lookalike: isLearnt ? { ...lookalike, type } : null,
  };
}

/** Why a column is that of the labels, as a sentence; null where it is none that was found. */
export function labelReason({
  labels,
  label,
}: Pick<SeenLabels, 'labels' | 'label'>): string | null {
  return labels.find(({ column }) => column === label)?.reason ?? null;
}

/** A line for the terminal; none where there is nothing to say. */
export function labelFoundLine({ column, reason, lookalike }: LabelFound): string | null {
  if (column !== null) {
    return `“${column}” is what is to be told, so it is not learnt from. ${reason ?? ''} If another column is: --label-column NAME.`;
  }
  if (lookalike === null) return null;
  const { column: name, values, type } = lookalike;
  // Of numbers a number would be learnt.
  const asClass = type === 'number' ? ` --column ${JSON.stringify(`${name}=category`)}` : '';
  return `“${name}” looks like a class (${values} values), and is learnt from. If it is what is to be told: --label-column ${JSON.stringify(name)}${asClass}.`;
}
