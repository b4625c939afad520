import { percent } from '../state/format.ts';
import { figure } from './figure.ts';
import type { Palette } from './palette.ts';
import { type Points, smooth, thin } from './points.ts';

export interface Line extends Points {
  name: string;
  /** Drawn pale, with its running mean over it: for a loss, which jumps from batch to batch. */
  smoothed?: boolean;
  /** Which of the palette's colours; by its place when left out. */
  color?: number;
  dashed?: boolean;
}

interface Look {
  format?: (value: number) => string;
  min?: number;
  /** Between 0 and 1, told as percentages: the axis has quarters. */
  isShare?: boolean;
  /** A step as the tooltip names it. */
  stepText?: (step: number) => string;
  /** Names the lines under the chart. */
  legend?: boolean;
}

/** More than a chart has pixels would cost time and show nothing. */
const mostPoints = 800;

/** ECharts option of measures over the steps. */
export function curveOption(palette: Palette, lines: readonly Line[], look: Look = {}) {
  const { format = figure, min, isShare = false, legend = false, stepText = String } = look;
  const text = { color: palette.soft, fontSize: 11 };
  return {
    animation: false,
    color: [...palette.series],
    textStyle: { fontFamily: 'Inter Variable, sans-serif' },
    grid: { left: 8, right: 12, top: 12, bottom: legend ? 36 : 4, containLabel: true },
    tooltip: {
      trigger: 'axis',
      backgroundColor: palette.surface,
      borderColor: palette.line,
      textStyle: { color: palette.ink, fontSize: 12 },
      valueFormatter: (value: unknown) => (typeof value === 'number' ? format(value) : '–'),
    },
    ...(legend
      ? {
          legend: {
            bottom: 0,
            data: lines.map(({ name }) => name),
            textStyle: { ...text, color: palette.ink },
            type: 'scroll',
            itemWidth: 18,
            itemHeight: 3,
            icon: 'rect',
          },
        }
      : {}),
    xAxis: {
      type: 'value',
      min: 'dataMin',
      max: 'dataMax',
      axisLabel: { ...text, hideOverlap: true, showMaxLabel: false },
      axisLine: { lineStyle: { color: palette.line } },
      axisTick: { show: false },
      splitLine: { show: false },
      axisPointer: {
        label: { formatter: ({ value }: { value: number }) => stepText(Math.round(value)) },
      },
    },
    yAxis: {
      type: 'value',
      scale: true,
      ...(min === undefined ? {} : { min }),
      ...(isShare ? { min: 0, max: 1, interval: 0.25 } : { splitNumber: 4 }),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { ...text, formatter: isShare ? (value: number) => percent(value, 0) : format },
      splitLine: { lineStyle: { color: palette.line } },
    },
    series: lines.flatMap((line, i) => seriesOf(line, colorOf(palette, line.color ?? i))),
  };
}

function seriesOf(line: Line, color: string): object[] {
  const { name, smoothed = false, dashed = false } = line;
  const drawn = (points: Points, width: number, opacity: number, tooltip: boolean): object => ({
    name,
    type: 'line',
    data: thin(points, mostPoints),
    showSymbol: points.steps.length < 2,
    symbolSize: 6,
    itemStyle: { color },
    lineStyle: { color, width, opacity, type: dashed ? 'dashed' : 'solid' },
    emphasis: { disabled: true },
    ...(tooltip ? {} : { tooltip: { show: false } }),
  });
  const points = { steps: line.steps, values: line.values };
  if (!smoothed || points.steps.length < 100) return [drawn(points, 2, 1, true)];
  return [drawn(points, 1, 0.25, false), drawn(smooth(points), 2, 1, true)];
}

function colorOf({ series, accent }: Palette, index: number): string {
  return series[index % series.length] ?? accent;
}
