import { BarChart, HeatmapChart, LineChart, ScatterChart } from 'echarts/charts';
import {
  AriaComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
} from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import type { ChartColors } from './chart-colors.ts';

use([
  LineChart,
  BarChart,
  HeatmapChart,
  ScatterChart,
  GridComponent,
  TooltipComponent,
  LegendComponent,
  MarkLineComponent,
  VisualMapComponent,
  AriaComponent,
  CanvasRenderer,
]);

/** ECharts with the parts that our charts use. */
export const makeChart = init;

export type { ChartColors };

export function chartColors(dark: boolean): ChartColors {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: of('ink'),
    soft: of('soft'),
    line: of('line'),
    surface: of('surface'),
    accent: of('accent'),
    warn: of('warn'),
    bad: of('bad'),
    series: dark
      ? ['#2dd4bf', '#f0b429', '#7cb8ff', '#ff9e80', '#d6a2e8', '#a3d977', '#f4d58d', '#9aa7b8']
      : ['#0f766e', '#b45309', '#1d4ed8', '#be3a1e', '#86198f', '#4d7c0f', '#a16207', '#475569'],
  };
}
