import type { EChartsCoreOption } from 'echarts/core';
import type { ChartColors } from '../../ui/chart-colors.ts';
import { chartText, tooltipLook, valueAxisLook } from '../../ui/chart-look.ts';

export interface ValuePoint {
  /** The label. */
  truth: number;
  said: number;
}

interface Words {
  x: string;
  y: string;
  tip: (point: ValuePoint) => string;
}

/** Digits of what stands on the axes. */
const digits = 4;

/**
 * What a model says over what is true: on the diagonal it says the very number.
 * @param halfWidth of its interval, whose bounds are drawn; null for none
 */
export function valuesChart(
  points: readonly ValuePoint[],
  halfWidth: number | null,
  colors: ChartColors,
  words: Words,
): EChartsCoreOption {
  const all = points.flatMap(({ truth, said }) => [truth, said]);
  const least = all.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = all.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const rim = (most - least) * 0.04 || 1;
  const [low, high] = [least - rim, most + rim];
  const axis = {
    ...valueAxisLook(colors),
    type: 'value',
    min: low,
    max: high,
    axisLabel: {
      color: colors.soft,
      showMinLabel: false,
      showMaxLabel: false,
      formatter: (value: number) => String(Number(value.toPrecision(digits))),
    },
  };
  const line = (by: number, type: 'dashed' | 'dotted'): object => ({
    type: 'line',
    symbol: 'none',
    silent: true,
    tooltip: { show: false },
    lineStyle: { color: colors.soft, width: 1, type },
    data: [
      [low, low + by],
      [high, high + by],
    ],
  });
  return {
    textStyle: chartText,
    grid: { left: 72, right: 24, top: 24, bottom: 48 },
    xAxis: { ...axis, name: words.x, nameLocation: 'middle', nameGap: 30 },
    yAxis: { ...axis, name: words.y, nameLocation: 'middle', nameGap: 54 },
    tooltip: {
      trigger: 'item',
      ...tooltipLook(colors),
      formatter: ({ dataIndex }: { dataIndex: number }) => {
        const point = points[dataIndex];
        return point === undefined ? '' : words.tip(point);
      },
    },
    series: [
      {
        type: 'scatter',
        symbolSize: 7,
        itemStyle: { color: colors.accent, opacity: 0.6 },
        data: points.map(({ truth, said }) => [truth, said]),
      },
      line(0, 'dashed'),
      ...(halfWidth === null ? [] : [line(halfWidth, 'dotted'), line(-halfWidth, 'dotted')]),
    ],
  };
}
