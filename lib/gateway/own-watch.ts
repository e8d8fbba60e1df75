import { createHash } from "node:crypto";
import { statfs } from "node:fs/promises";
import { type MonitoringAlarms, type OwnState, startOwnWatch, type ToldProblem } from "../monitoring/index.ts";
import { countOpenFiles } from "../open-files.ts";
import type { Outbox } from "../routing/index.ts";
import type { BackupFigures } from "./backups/figures.ts";
import type { GatewayContext } from "./context.ts";
import type { LiveConfig } from "./live-config.ts";
import type { ModemPark } from "./modem-park.ts";

/** Watches the gateway's own state while it runs, and tells those whom the settings name. */
export function watchOwnState(
  options: GatewayContext & {
    live: LiveConfig;
    park: Pick<ModemPark, "list">;
    outbox: Pick<Outbox, "spentOf">;
    alarms: MonitoringAlarms;
    backups: () => Promise<BackupFigures>;
    wakeJobs: () => void;
  },
): void {
  const { store, clock, lifecycle, live, node, wakeJobs } = options;
  const startedAt = clock.now();
  // One row for each gateway on the database.
  const setting = `monitoring.told.${createHash("sha256").update(node).digest("base64url").slice(0, 22)}`;
  lifecycle.onStart(() => {
    const watch = startOwnWatch({
      ...options,
      look: () => lookAt(options, startedAt),
      receivers: () => ({ notify: live.get("gatewayAlarms"), emails: live.get("gatewayAlarmsEmail") }),
      async mail({ to, subject, text, key }) {
        const event = `${key.replace(/[^\w.-]/g, "-")}-${crypto.randomUUID()}`;
        const jobs = to.map((address, at) => ({
          eventId: `${event}-${at + 1}`,
          kind: "email" as const,
          destination: "email",
          payload: { to: address, subject: `Aldis: ${subject}`, text },
        }));
        await store.jobs.add(jobs, clock.now());
        wakeJobs();
      },
      store: {
        read: async () => ((await store.settings.get(setting)) ?? []) as unknown as readonly ToldProblem[],
        write: (told) => store.settings.set({ [setting]: JSON.parse(JSON.stringify(told)) }),
      },
    });
    lifecycle.onClose(() => watch.stop());
  });
}

/** Rejects with a StoreFailure. */
async function lookAt(
  { directory, store, park, outbox, backups, tls }: Parameters<typeof watchOwnState>[0],
  startedAt: number,
): Promise<OwnState> {
  const modems = park.list().map(({ modem }) => modem.status);
  const [lanes, budgets, disk, { histories, dueAt: backupDueAt }] = await Promise.all([
    store.outbox.queuedLanes(),
    Promise.all(
      modems.map(async ({ name: modem }) => (await outbox.spentOf(modem)).map((spent) => ({ modem, ...spent }))),
    ),
    statfs(directory).catch(() => undefined),
    backups(),
  ]);
  const dueAt = lanes.map((lane) => lane.dueAt);
  return {
    modems: modems.map(({ name, state, problem }) => ({
      name,
      problem,
      isOut: state !== "ready" && state !== "starting",
    })),
    // What waited while the gateway was off has its time from the start on.
    waitsSince: dueAt.length === 0 ? undefined : Math.max(startedAt, Math.min(...dueAt)),
    budgets: budgets.flat(),
    disk: disk && { freeBytes: disk.bavail * disk.bsize, totalBytes: disk.blocks * disk.bsize },
    files: countOpenFiles(),
    // Without a schedule nobody waits for another.
    backupProblem: backupDueAt === undefined ? undefined : histories.scheduled.last?.problem,
    certificateEndsAt: tls?.validUntil,
  };
}
