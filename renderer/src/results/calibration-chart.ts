import type { EChartsCoreOption } from 'echarts/core';
import type { Results } from '../../../shared/contract/results.ts';
import type { ChartColors } from '../ui/chart-colors.ts';
import { chartText, tooltipLook, valueAxisLook } from '../ui/chart-look.ts';

type Bin = Results['calibration'][number]['bins'][number];

interface Words {
  x: string;
  y: string;
  tip: (bin: Bin) => string;
}

/** The largest dot, in pixels, for the bin with most pictures. */
const largest = 26;
const smallest = 7;

/** How often a classifier is right over how sure it is: on the diagonal it is as sure as it is right. Dots are as large as they count. */
export function calibrationChart(
  bins: readonly Bin[],
  colors: ChartColors,
  words: Words,
): EChartsCoreOption {
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const axis = {
    ...valueAxisLook(colors),
    type: 'value',
    min: 0,
    max: 100,
    axisLabel: { color: colors.soft, formatter: '{value} %' },
  };
  return {
    textStyle: chartText,
    grid: { left: 64, right: 24, top: 24, bottom: 48 },
    xAxis: { ...axis, name: words.x, nameLocation: 'middle', nameGap: 30 },
    yAxis: { ...axis, name: words.y, nameLocation: 'middle', nameGap: 46 },
    tooltip: {
      trigger: 'item',
      ...tooltipLook(colors),
      formatter: ({ dataIndex }: { dataIndex: number }) => {
        const bin = bins[dataIndex];
        return bin === undefined ? '' : words.tip(bin);
      },
    },
    series: [
      {
        type: 'line',
        symbol: 'none',
        silent: true,
        tooltip: { show: false },
        lineStyle: { color: colors.soft, width: 1, type: 'dashed' },
        data: [
          [0, 0],
          [100, 100],
        ],
      },
      {
        type: 'line',
        symbol: 'circle',
        symbolSize: (_: unknown, { dataIndex }: { dataIndex: number }) =>
          Math.max(smallest, largest * Math.sqrt((bins[dataIndex]?.count ?? 0) / most)),
        lineStyle: { color: colors.accent, width: 2 },
        itemStyle: { color: colors.accent, opacity: 0.85 },
        data: bins.map(({ confidence, accuracy }) => [100 * confidence, 100 * accuracy]),
      },
    ],
  };
}
