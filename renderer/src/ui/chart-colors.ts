/** Colours of the page, for what is drawn on canvas. */
export interface ChartColors {
  ink: string;
  soft: string;
  line: string;
  surface: string;
  accent: string;
  warn: string;
  bad: string;
  /** For series side by side; told apart also by those who see red and green alike (Okabe and Ito 2008). */
  series: readonly string[];
}
