import type { EChartsCoreOption } from 'echarts/core';
import type { Target } from '../../../shared/target.ts';
import { figure } from '../curves/figure.ts';
import type { ChartColors } from '../ui/chart-colors.ts';
import { chartText, tooltipLook, valueAxisLook } from '../ui/chart-look.ts';

export interface CurvePoint {
  labels: number;
  /** Accuracy, 0…1, or an error. */
  value: number;
  interval: readonly [number, number];
}

interface Words {
  x: string;
  y: string;
  tip: (point: CurvePoint) => string;
}

/** Accuracy or error over the number of labels, with its band. Accuracies are told in percent. */
export function curveChart(
  target: Target,
  points: readonly CurvePoint[],
  colors: ChartColors,
  words: Words,
): EChartsCoreOption {
  const scale = target === 'class' ? 100 : 1;
  const lows = points.map(({ interval: [low] }) => scale * low);
  const highs = points.map(({ interval: [, high] }) => scale * high);
  const axis = valueAxisLook(colors);
  const silent = { type: 'line', symbol: 'none', silent: true, tooltip: { show: false } };
  return {
    textStyle: chartText,
    grid: { left: 56, right: 24, top: 24, bottom: 48 },
    xAxis: {
      ...axis,
      type: 'value',
      name: words.x,
      nameLocation: 'middle',
      nameGap: 30,
      min: 0,
      splitLine: { show: false },
    },
    yAxis: {
      ...axis,
      type: 'value',
      name: words.y,
      nameTextStyle: { color: colors.soft, align: 'left', padding: [0, 0, 0, -32] },
      ...(target === 'class'
        ? {
            min: Math.max(0, Math.floor(Math.min(...lows, 100) / 10) * 10),
            max: Math.min(100, Math.ceil(Math.max(...highs, 0) / 10) * 10),
            axisLabel: { color: colors.soft, formatter: '{value} %' },
          }
        : { min: 0, axisLabel: { color: colors.soft, formatter: figure } }),
    },
    tooltip: {
      trigger: 'axis',
      ...tooltipLook(colors),
      axisPointer: { type: 'line', lineStyle: { color: colors.soft } },
      formatter: (shown: readonly { dataIndex: number }[]) => {
        const point = points[shown[0]?.dataIndex ?? -1];
        return point === undefined ? '' : words.tip(point);
      },
    },
    series: [
      // The band: an invisible line, and what lies between the ends of the intervals on top of it.
      {
        ...silent,
        stack: 'band',
        stackStrategy: 'all',
        lineStyle: { opacity: 0 },
        data: points.map(({ labels }, i) => [labels, lows[i]]),
      },
      {
        ...silent,
        stack: 'band',
        stackStrategy: 'all',
        lineStyle: { opacity: 0 },
        areaStyle: { color: colors.accent, opacity: 0.18 },
        data: points.map(({ labels }, i) => [labels, (highs[i] ?? 0) - (lows[i] ?? 0)]),
      },
      {
        type: 'line',
        symbolSize: 7,
        lineStyle: { color: colors.accent, width: 2 },
        itemStyle: { color: colors.accent },
        data: points.map(({ labels, value }) => [labels, scale * value]),
      },
    ],
  };
}
