import { AreaChart, BarChart, LineChart } from "@mantine/charts";
import type { ChartProps } from "./chart-types.ts";
import "@mantine/charts/styles.css";

/** The part of `Chart` that draws; a chunk of its own. */
export default function ChartDrawn({ points, x, series, kind = "bars", height = 160, unit }: ChartProps) {
  const shared = {
    h: height,
    data: points.map((point) => ({ ...point })),
    dataKey: x,
    series: series.map(({ name, label, tone }) => ({
      name,
      label,
      color: tone === "grey" ? "var(--grey-2)" : `var(--${tone})`,
    })),
    gridAxis: "x" as const,
    tickLine: "none" as const,
    strokeDasharray: "0",
    // What is counted is whole.
    yAxisProps: { allowDecimals: false },
    ...(unit === undefined ? {} : { unit }),
  };
  // The caption says it: the picture is hidden from screen readers, so nothing in it may take the focus.
  const still = { accessibilityLayer: false };
  if (kind === "area")
    return <AreaChart {...shared} areaChartProps={still} curveType="monotone" withDots={false} withGradient={false} />;
  if (kind === "line") return <LineChart {...shared} lineChartProps={still} curveType="monotone" withDots={false} />;
  return (
    <BarChart
      {...shared}
      barChartProps={still}
      type="stacked"
      maxBarWidth={24}
      barProps={{ isAnimationActive: false }}
    />
  );
}
