import type { Tone } from "./state-badge.tsx";

export interface Series {
  /** The member of each point. */
  name: string;
  /** What it is called. */
  label: string;
  tone: Tone;
}

export interface ChartProps {
  /** What one sees, in a sentence; a screen reader reads it instead of the picture. */
  caption: string;
  points: readonly Record<string, string | number | null>[];
  /** The member of each point that says when. */
  x: string;
  series: readonly Series[];
  kind?: "bars" | "area" | "line";
  height?: number;
  unit?: string;
}
