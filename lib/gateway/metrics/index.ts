import { type Clock, within } from "../../clock.ts";
import type { Log } from "../../log.ts";
import type { ModemStatus } from "../../modem/index.ts";
import type { MessageCounts, Outbox } from "../../routing/index.ts";
import type { Store } from "../../store/index.ts";
import type { BackupFigures } from "../backups/figures.ts";
import type { Lifecycle } from "../lifecycle.ts";
import type { Tracing } from "../tracing.ts";
import { backlogFamilies } from "./backlog-families.ts";
import { backupFamilies } from "./backup-families.ts";
import { type Family, single } from "./family.ts";
import { messageFamilies } from "./message-families.ts";
import { modemFamilies } from "./modem-families.ts";
import { watchProcess } from "./process-families.ts";
import { traceFamilies } from "./trace-families.ts";

/** 2 s: a Prometheus waits for 10 s; what this process knows by itself is worth more than no answer. */
const DATABASE_LIMIT_MS = 2_000;

/**
 * Makes the function that gives the metrics in Prometheus' text format. While the database does not answer, what is asked of it is left
 * out, and `aldis_database_up` is 0. Callers at the same time share one answer. It rejects when the package that writes the format
 * cannot be read.
 */
export function createMetrics(options: {
  store: Pick<Store, "tally" | "backlog" | "commits" | "database">;
  outbox: Pick<Outbox, "spentOf">;
  modems: () => readonly ModemStatus[];
  counts: () => Promise<MessageCounts>;
  backups: () => Promise<BackupFigures>;
  version: string;
  hasTelegram: boolean;
  tracing: Pick<Tracing, "counts"> | undefined;
  clock: Clock;
  log: Log;
  lifecycle: Pick<Lifecycle, "onClose">;
}): () => Promise<{ contentType: string; text: string }> {
  const { store, outbox, clock, log, version, hasTelegram } = options;
  const startedAt = clock.now();
  let watch: ReturnType<typeof watchProcess> | undefined;
  options.lifecycle.onClose(() => watch?.stop());
  let current: Promise<{ contentType: string; text: string }> | undefined;

  /** `undefined` when the database does not answer. Never rejects. */
  async function backlog(): Promise<Family[] | undefined> {
    try {
      const asked = Promise.all([options.counts(), store.backlog(), options.backups()]);
      const found = await within(clock, asked, DATABASE_LIMIT_MS);
      if (found === undefined) return undefined;
      const [counts, waiting, backups] = found;
      return [...backlogFamilies(counts, waiting, clock.now()), ...backupFamilies(backups)];
    } catch (error) {
      log.debug({ err: error }, "the database does not answer for the metrics");
      return undefined;
    }
  }

  async function collect(): Promise<{ contentType: string; text: string }> {
    const { expose } = await import("./exposition.ts");
    watch ??= watchProcess();
    const statuses = options.modems();
    const [waiting, modems] = await Promise.all([
      backlog(),
      Promise.all(statuses.map(async (status) => ({ ...status, budgets: await outbox.spentOf(status.name) }))),
    ]);
    return expose([
      {
        type: "gauge",
        name: "aldis_build_info",
        help: "Always 1; its labels say what runs.",
        labels: ["version", "database"],
        values: [{ labels: { version, database: store.database }, value: 1 }],
      },
      ...messageFamilies(store.tally, { modems: statuses.map(({ name }) => name), hasTelegram }),
      ...(waiting ?? []),
      ...modemFamilies(modems),
      single("gauge", "aldis_database_up", "Whether the database has answered for these metrics.", waiting ? 1 : 0),
      single("counter", "aldis_commits_total", "Transactions that this gateway has committed.", store.commits()),
      ...(options.tracing === undefined ? [] : traceFamilies(options.tracing.counts())),
      ...watch.families(startedAt),
    ]);
  }

  return () => {
    current ??= collect().finally(() => {
      current = undefined;
    });
    return current;
  };
}
