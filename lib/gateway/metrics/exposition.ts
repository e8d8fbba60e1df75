import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { TALLY_BOUNDS, type TallyTimes } from "../../messages/index.ts";
import type { Family } from "./family.ts";

/** The families in Prometheus' text format. Never rejects, as long as names and labels are valid. */
export async function expose(families: readonly Family[]): Promise<{ contentType: string; text: string }> {
  // What is shown was counted elsewhere: a registry lives as long as one answer.
  const registry = new Registry();
  for (const family of families) register(registry, family);
  return { contentType: registry.contentType, text: await registry.metrics() };
}

function register(registry: Registry, family: Family): void {
  const { name, help, labels } = family;
  const about = { name, help, labelNames: labels, registers: [registry] };
  switch (family.type) {
    case "counter": {
      const counter = new Counter({ ...about });
      for (const { labels: of, value } of family.values) counter.inc(of, value);
      return;
    }
    case "gauge": {
      const gauge = new Gauge({ ...about });
      for (const { labels: of, value } of family.values) gauge.set(of, value);
      return;
    }
    case "histogram":
      new Tallied({ name, help }, family.values, registry);
      return;
    default:
      family satisfies never;
  }
}

/** A histogram of times that were sorted into buckets already. */
class Tallied extends Histogram {
  readonly #about: { name: string; help: string };
  readonly #times: readonly TallyTimes[];

  constructor(about: { name: string; help: string }, times: readonly TallyTimes[], registry: Registry) {
    super({ ...about, buckets: [...TALLY_BOUNDS], registers: [registry] });
    this.#about = about;
    this.#times = times;
  }

  /** What the registry asks a histogram for. Never rejects. */
  getForPromString(): Promise<object> {
    const { name } = this.#about;
    const values = this.#times.flatMap(({ labels, buckets, count, seconds }) => [
      ...TALLY_BOUNDS.map((le, at) => ({
        metricName: `${name}_bucket`,
        labels: { ...labels, le },
        value: buckets[at] ?? 0,
      })),
      { metricName: `${name}_bucket`, labels: { ...labels, le: "+Inf" }, value: count },
      { metricName: `${name}_sum`, labels, value: seconds },
      { metricName: `${name}_count`, labels, value: count },
    ]);
    return Promise.resolve({ ...this.#about, type: "histogram", values });
  }
}
