/** Colours that a chart draws with; `ChartColors` of `ui/charts.ts` are such. */
export interface Palette {
  ink: string;
  soft: string;
  line: string;
  surface: string;
  accent: string;
  series: readonly string[];
}
