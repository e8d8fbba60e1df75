import { Skeleton } from "@mantine/core";
import { lazy, type ReactNode, Suspense } from "react";
import type { ChartProps } from "./chart-types.ts";
import type { Tone } from "./state-badge.tsx";

const Drawn = lazy(() => import("./chart-drawn.tsx"));

/** A chart in the page's colours; its code is loaded when one is shown. */
export function Chart(props: ChartProps) {
  const { caption, height = 160 } = props;
  return (
    <figure className="chart">
      <figcaption>{caption}</figcaption>
      <div className="chart-box" style={{ height }} aria-hidden="true">
        <Suspense fallback={<Skeleton height={height} />}>
          <Drawn {...props} height={height} />
        </Suspense>
      </div>
    </figure>
  );
}

export interface SparklineProps {
  values: readonly number[];
  /** What the line says: "Signal of the last 24 hours, −71 dBm now". */
  label: string;
  tone?: Tone;
  width?: number;
  height?: number;
}

/** A small line without axes, for a row or a card: an own drawing, since it must cost nothing. */
export function Sparkline({ values, label, tone = "accent", width = 96, height = 24 }: SparklineProps): ReactNode {
  const least = Math.min(...values);
  const span = Math.max(...values) - least || 1;
  const step = (width - 2) / Math.max(1, values.length - 1);
  const points = values.map(
    (value, index) => `${1 + index * step},${height - 2 - ((value - least) / span) * (height - 4)}`,
  );
  return (
    <svg className="sparkline" data-tone={tone} role="img" aria-label={label} width={width} height={height}>
      <polyline points={points.join(" ")} fill="none" stroke="var(--tone)" strokeWidth="1.5" strokeLinejoin="round" />
    </svg>
  );
}
