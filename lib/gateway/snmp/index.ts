import manifest from "../../../package.json" with { type: "json" };
import { type Timer, within } from "../../clock.ts";
import type { StartConfig } from "../../config/index.ts";
import type { ModemStatus } from "../../modem/index.ts";
import type { BackupFigures } from "../backups/figures.ts";
import type { GatewayContext } from "../context.ts";
import { GatewayError } from "../error.ts";
import { listenProblem } from "../listener.ts";
import type { SnmpReaders } from "./agent.ts";
import { figuresOf, type Waiting } from "./figures.ts";

type SnmpConfig = Pick<
  StartConfig,
  "host" | "snmpPort" | "snmpCommunity" | "snmpUser" | "snmpAuthPassword" | "snmpPrivPassword"
>;

/** 5 s: managers ask once a minute or so, and the look at the database is cheap. */
const REFRESH_MS = 5_000;
/** 2 s, as for the metrics. */
const DATABASE_LIMIT_MS = 2_000;
/** One line a minute at most. */
const TELL_EVERY_MS = 60_000;
/** 2020: with seconds since then, the number of a start fits into 31 bits until 2088. */
const EPOCH_MS = Date.UTC(2020, 0, 1);
/** RFC 3411 §5, `SnmpEngineID`: net-snmp's number, and a text of up to 27 octets. */
const ENGINE = "80001f8804";
const ENGINE_TEXT_BYTES = 27;

/**
 * Answers SNMP managers while the gateway runs, where `--snmp-port` says so; nothing is loaded otherwise.
 *
 * @throws GatewayError when nobody could read, or the port cannot be used
 */
export async function startSnmp(
  config: SnmpConfig,
  options: GatewayContext & {
    modems: () => readonly ModemStatus[];
    counts: () => Promise<Record<"queued" | "sending" | "unknown", number>>;
    backups: () => Promise<BackupFigures>;
  },
): Promise<void> {
  const { host, snmpPort: port } = config;
  if (port === undefined) return;
  const { store, node, clock, log, lifecycle, modems } = options;
  const readers = readersOf(config);
  let toldAt = Number.NEGATIVE_INFINITY;
  const { openSnmpAgent } = await import("./agent.ts");
  const agent = await openSnmpAgent({
    host,
    port,
    readers,
    node,
    version: manifest.version,
    engine: {
      id: `${ENGINE}${Buffer.from(node).subarray(0, ENGINE_TEXT_BYTES).toString("hex")}`,
      boots: Math.floor((clock.now() - EPOCH_MS) / 1_000),
    },
    now: clock.now,
    refused() {
      if (clock.now() - toldAt < TELL_EVERY_MS) return;
      toldAt = clock.now();
      log.warn("SNMP requests are not answered: a wrong community, user or password, too many at once, or no SNMP");
    },
  }).catch((cause) => {
    throw new GatewayError(listenProblem(cause, { host, port, option: "--snmp-port" }), { cause });
  });
  let timer: Timer | undefined;
  let isClosed = false;
  lifecycle.onClose(() => {
    isClosed = true;
    timer?.cancel();
    agent.close();
  });

  /** `undefined` when the database does not answer. Never rejects. */
  async function look(): Promise<Waiting | undefined> {
    try {
      const asked = Promise.all([options.counts(), store.backlog(), options.backups()]);
      const found = await within(clock, asked, DATABASE_LIMIT_MS);
      return found && { ...found[0], ...found[1], backups: found[2] };
    } catch (error) {
      log.debug({ err: error }, "the database does not answer for SNMP");
      return undefined;
    }
  }

  async function refresh(): Promise<void> {
    const waiting = await look();
    if (isClosed) return;
    const ofProcess = { commits: store.commits(), memoryBytes: process.memoryUsage.rss(), now: clock.now() };
    agent.show(figuresOf({ waiting, tally: store.tally, modems: modems(), ...ofProcess }));
    timer = clock.setTimer(REFRESH_MS, () => void refresh());
  }

  await refresh();
  log.info({ host, port: agent.port }, "SNMP agent listens");
}

function readersOf({ snmpCommunity, snmpUser, snmpAuthPassword, snmpPrivPassword }: SnmpConfig): SnmpReaders {
  if (snmpUser === undefined) {
    if (snmpCommunity === undefined)
      throw new GatewayError("nobody may read by SNMP: --snmp-port needs --snmp-community or --snmp-user");
    return { community: snmpCommunity };
  }
  if (snmpAuthPassword === undefined || snmpPrivPassword === undefined)
    throw new GatewayError("--snmp-user needs --snmp-auth-password and --snmp-priv-password");
  const user = { name: snmpUser, authPassword: snmpAuthPassword, privPassword: snmpPrivPassword };
  return { community: snmpCommunity, user };
}
