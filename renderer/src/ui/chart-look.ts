import type { ChartColors } from './chart-colors.ts';

/** What our charts have in common. */

export const chartText = { fontFamily: '"Inter Variable", sans-serif' } as const;

/** A tooltip drawn on the canvas: class names in it are text, never HTML. */
export function tooltipLook(colors: ChartColors): object {
  return {
    confine: true,
    renderMode: 'richText',
    backgroundColor: colors.surface,
    borderColor: colors.line,
    textStyle: { color: colors.ink },
  };
}

export function valueAxisLook(colors: ChartColors): object {
  return {
    axisLabel: { color: colors.soft },
    nameTextStyle: { color: colors.soft },
    axisLine: { lineStyle: { color: colors.line } },
    splitLine: { lineStyle: { color: colors.line } },
  };
}
