import type { EChartsCoreOption } from 'echarts/core';
import type { ChartColors } from '../ui/chart-colors.ts';
import { chartText, tooltipLook } from '../ui/chart-look.ts';

export interface Cell {
  true: number;
  predicted: number;
  count: number;
  /** Of the true class's samples, 0…1. */
  share: number;
}

/** Cells row by row. */
export function cellsOf(confusion: readonly (readonly number[])[]): Cell[] {
  return confusion.flatMap((row, truth) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, predicted) => ({
      true: truth,
      predicted,
      count,
      share: total === 0 ? 0 : count / total,
    }));
  });
}

/** Cells off the diagonal with the most samples. */
export function worstCells(cells: readonly Cell[], most: number): Cell[] {
  return cells
    .filter((cell) => cell.true !== cell.predicted && cell.count > 0)
    .sort((a, b) => b.count - a.count || b.share - a.share)
    .slice(0, most);
}

interface Words {
  trueClass: string;
  predictedClass: string;
  tip: (cell: Cell) => string;
}

/** A heat map: rows are true classes from the top down; the colour is the share of the row. */
export function confusionChart(
  cells: readonly Cell[],
  classes: readonly string[],
  colors: ChartColors,
  words: Words,
): EChartsCoreOption {
  const axis = {
    type: 'category',
    data: [...classes],
    axisLine: { show: false },
    axisTick: { show: false },
    nameLocation: 'middle',
    nameTextStyle: { color: colors.soft, fontSize: 12 },
    splitArea: { show: false },
  };
  const labels = { color: colors.ink, width: 92, overflow: 'truncate', interval: 0 };
  return {
    textStyle: chartText,
    grid: { left: 128, right: 8, top: 8, bottom: classes.length > 6 ? 108 : 64 },
    xAxis: {
      ...axis,
      name: words.predictedClass,
      nameGap: classes.length > 6 ? 88 : 40,
      axisLabel: { ...labels, rotate: classes.length > 6 ? 45 : 0 },
    },
    yAxis: { ...axis, name: words.trueClass, nameGap: 108, inverse: true, axisLabel: labels },
    tooltip: {
      ...tooltipLook(colors),
      formatter: ({ dataIndex }: { dataIndex: number }) => {
        const cell = cells[dataIndex];
        return cell === undefined ? '' : words.tip(cell);
      },
    },
    visualMap: {
      show: false,
      min: 0,
      max: 1,
      dimension: 2,
      inRange: { color: [colors.surface, colors.accent] },
    },
    series: [
      {
        type: 'heatmap',
        data: cells.map((cell) => ({
          value: [cell.predicted, cell.true, cell.share],
          label: { color: cell.share > 0.55 ? colors.surface : colors.ink },
        })),
        label: {
          show: classes.length <= 20,
          formatter: ({ dataIndex }: { dataIndex: number }) => {
            const count = cells[dataIndex]?.count ?? 0;
            return count === 0 ? '' : String(count);
          },
        },
        itemStyle: { borderColor: colors.line, borderWidth: 1 },
        emphasis: { itemStyle: { borderColor: colors.ink, borderWidth: 2 } },
      },
    ],
  };
}
