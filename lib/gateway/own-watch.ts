import { createHash } from "node:crypto";
import { statfs } from "node:fs/promises";
import { ALWAYS_OURS, describeDamagedRow } from "../messages/index.ts";
import {
  type MonitoringAlarms,
  type OwnState,
  ownProblems,
  type SharedState,
  sharedProblems,
  startOwnWatch,
  type ToldProblem,
} from "../monitoring/index.ts";
import { countOpenFiles } from "../open-files.ts";
import type { Outbox } from "../routing/index.ts";
import type { BackupFigures } from "./backups/figures.ts";
import type { GatewayContext } from "./context.ts";
import type { LiveConfig } from "./live-config.ts";
import type { ModemPark } from "./modem-park.ts";

/** Watches the gateway's own state while it runs, and what it shares with others, and tells those whom the settings name. */
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
  const { store, clock, lifecycle, live, node, nodes, wakeJobs } = options;
  const startedAt = clock.now();
  const turn = nodes.turn("gateway-alarms");
  const watch = ({
    row,
    ...parts
  }: Pick<Parameters<typeof startOwnWatch>[0], "look" | "turn" | "prefix"> & { row: string }) =>
    startOwnWatch({
      ...options,
      ...parts,
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
        // What was damaged is no memory: all that is wrong is told again.
        read: async () => toldIn((await store.settings.list(row)).get(row)),
        write: (told) => store.settings.set({ [row]: JSON.parse(JSON.stringify(told)) }),
      },
    });
  lifecycle.onStart(() => {
    const own = watch({
      row: `monitoring.told.${createHash("sha256").update(node).digest("base64url").slice(0, 22)}`,
      prefix: `gateway:${node}`,
      turn: ALWAYS_OURS,
      look: async (now) => ownProblems(await ownState(options), now),
    });
    const shared = watch({
      row: "monitoring.told.shared",
      prefix: "gateway",
      turn,
      look: async (now) => sharedProblems(await sharedState(options, startedAt), now),
    });
    lifecycle.onClose(async () => {
      await Promise.all([own.stop(), shared.stop()]);
      await turn.release();
    });
  });
}

/** Rejects with a StoreFailure. */
async function ownState({ directory, park, outbox, tls }: Parameters<typeof watchOwnState>[0]): Promise<OwnState> {
  const modems = park.list().map(({ modem }) => modem.status);
  const [budgets, disk] = await Promise.all([
    Promise.all(
      modems.map(async ({ name: modem }) => (await outbox.spentOf(modem)).map((spent) => ({ modem, ...spent }))),
    ),
    statfs(directory).catch(() => undefined),
  ]);
  return {
    modems: modems.map(({ name, state, problem }) => ({
      name,
      problem,
      isOut: state !== "ready" && state !== "starting",
    })),
    budgets: budgets.flat(),
    disk: disk && { freeBytes: disk.bavail * disk.bsize, totalBytes: disk.blocks * disk.bsize },
    files: countOpenFiles(),
    certificateEndsAt: tls?.validUntil,
  };
}

/** Rejects with a StoreFailure. */
const toldIn = (memory: unknown): readonly ToldProblem[] =>
  Array.isArray(memory) && memory.every(isTold) ? memory : [];

const isTold = (told: unknown): told is ToldProblem =>
  typeof told === "object" && told !== null && "key" in told && "emails" in told && Array.isArray(told.emails);

async function sharedState(
  { store, backups }: Parameters<typeof watchOwnState>[0],
  startedAt: number,
): Promise<SharedState> {
  const [lanes, { histories, dueAt }, damaged] = await Promise.all([
    store.outbox.queuedLanes(),
    backups(),
    store.damagedRows(),
  ]);
  return {
    // What waited while the gateway was off has its time from the start on.
    waitsSince: lanes.length === 0 ? undefined : Math.max(startedAt, Math.min(...lanes.map((lane) => lane.dueAt))),
    // Without a schedule nobody waits for another.
    backupProblem: dueAt === undefined ? undefined : histories.scheduled.last?.problem,
    damagedRows: damaged.map(describeDamagedRow),
  };
}
