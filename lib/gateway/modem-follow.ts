import type { Timer } from "../clock.ts";
import type { Given } from "../config/index.ts";
import { type ModemSpec, parseModemSpec } from "../modem/index.ts";
import type { GatewayContext } from "./context.ts";
import type { ModemOrigin, ModemPark, WantedModem } from "./modem-park.ts";
import { type OpenBox, readStoredModems } from "./stored-modems.ts";

/** 2 s until a change by a command counts here, as with settings: one small query. */
const LOOK_EVERY_MS = 2_000;

/** Keeps a park as the configuration and the database say. */
export interface ModemFollow {
  /** No modem was configured or added: one is simulated. */
  simulatedByDefault: boolean;
  /** Looks at what is stored. Resolves when the modems are others. @throws StoreFailure */
  refresh(): Promise<void>;
}

/**
 * Fills a park with the modems of the configuration and of the database, and follows the database's. Without any, and if there never
 * was one in the database, the park gets a simulated modem.
 *
 * @param options.given  what gives the configured ones
 * @throws StoreFailure when the stored ones cannot be read now; SimulatorError as `ModemPark.apply`
 */
export async function followModems(
  park: ModemPark,
  options: Pick<GatewayContext, "store" | "node" | "events" | "clock" | "log" | "lifecycle"> & {
    configured: readonly ModemSpec[];
    given: Given | undefined;
    box: OpenBox;
  },
): Promise<ModemFollow> {
  const { store, node, events, clock, log, lifecycle, box, given } = options;
  const origin: ModemOrigin =
    given === undefined ? { source: "default" } : { source: given.source, givenBy: given.name };
  const configured = options.configured.map((spec): WantedModem => ({ ...origin, spec }));
  const overridden = new Set<string>();
  let timer: Timer | undefined;
  let looking: Promise<void> = Promise.resolve();
  let stopped = false;
  let simulatedByDefault = false;

  async function refresh(): Promise<void> {
    const stored = (await readStoredModems({ store: store.modems, node, box })).filter(isUsed);
    simulatedByDefault =
      configured.length === 0 && stored.length === 0 && (simulatedByDefault || !(await store.modems.hadAny(node)));
    const usual: WantedModem[] = simulatedByDefault
      ? [{ source: "default", spec: parseModemSpec("simulated") }]
      : configured;
    await park.apply([...usual, ...stored]);
  }

  /** A configured modem wins over a stored one of its name. */
  function isUsed({ spec: { name } }: WantedModem): boolean {
    const winner = configured.find(({ spec }) => sameName(spec.name, name));
    if (winner === undefined) return true;
    if (!overridden.has(name)) {
      overridden.add(name);
      const problem = `The modem ${name} of the database is not used: ${winner.givenBy ?? "the configuration"} gives one of this name.`;
      events.record({ kind: "modem.overridden", modem: name, problem });
    }
    return false;
  }

  function lookLater(): void {
    timer = clock.setTimer(LOOK_EVERY_MS, () => {
      looking = refresh()
        .catch((error: unknown) => log.debug({ err: error }, "the modems cannot be read"))
        .finally(() => {
          if (!stopped) lookLater();
        });
    });
  }

  await refresh();
  lookLater();
  lifecycle.onClose(() => {
    stopped = true;
    timer?.cancel();
    return looking;
  });
  return {
    get simulatedByDefault() {
      return simulatedByDefault;
    },
    refresh,
  };
}

export const sameName = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
