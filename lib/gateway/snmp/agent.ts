import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { isIPv6 } from "node:net";
import snmp from "net-snmp";
import { createTokenBucket } from "../../rate-limit.ts";
import { boundAnswers } from "./answers.ts";
import type { Figures } from "./figures.ts";
import { messageHead } from "./packet.ts";

/** Who may read. */
export interface SnmpReaders {
  /** By v2c. */
  community?: string | undefined;
  /** By v3, signed and encrypted. */
  user?: { name: string; authPassword: string; privPassword: string } | undefined;
}

/** An agent that listens. */
export interface SnmpAgent {
  port: number;
  /** From now on these are answered. */
  show(figures: Figures): void;
  close(): void;
}

/** Below net-snmp's branch for trials (NET-SNMP-MIB, netSnmpPlaypen). */
const MODULE = "1.3.6.1.4.1.8072.9999.9999.2535";
const BASE = `${MODULE}.1`;
const MODEM_TABLE = `${BASE}.20`;
const READ_ONLY = snmp.MaxAccess["read-only"];
const { Gauge, Counter, Integer, OctetString, OID, TimeTicks } = snmp.ObjectType;
/** Requests of managers fit into one Ethernet frame; longer packets are not looked at. */
const MOST_BYTES = 1_472;
/** A walk over 8 modems asks 150 times; what comes faster is dropped, so that a flood of strangers costs 5 % of a core. */
const RATE = { burst: 1_000, perSecond: 500 };

const SCALARS: readonly { number: number; type: number; of(figures: Figures): number }[] = [
  { number: 2, type: Integer, of: ({ isDatabaseUp }) => (isDatabaseUp ? 1 : 2) },
  { number: 3, type: Gauge, of: ({ queued }) => queued },
  { number: 4, type: Gauge, of: ({ sending }) => sending },
  { number: 5, type: Gauge, of: ({ unknown }) => unknown },
  { number: 6, type: Gauge, of: ({ oldestSeconds }) => oldestSeconds },
  { number: 7, type: Counter, of: ({ totals }) => totals.accepted },
  { number: 8, type: Counter, of: ({ totals }) => totals.sent },
  { number: 9, type: Counter, of: ({ totals }) => totals.delivered },
  { number: 10, type: Counter, of: ({ totals }) => totals.failed },
  { number: 11, type: Counter, of: ({ totals }) => totals.received },
  { number: 12, type: Gauge, of: ({ alarms }) => alarms },
  { number: 13, type: Gauge, of: ({ unansweredAlarms }) => unansweredAlarms },
  { number: 14, type: Gauge, of: ({ jobs }) => jobs },
  { number: 15, type: Counter, of: ({ totals }) => totals.commits },
  { number: 16, type: Gauge, of: ({ memoryKb }) => memoryKb },
  { number: 17, type: Integer, of: ({ backupState }) => backupState },
  { number: 18, type: Gauge, of: ({ backupAgeSeconds }) => backupAgeSeconds },
  { number: 19, type: Gauge, of: ({ backupOverdueSeconds }) => backupOverdueSeconds },
];
const COLUMNS = [Integer, OctetString, Integer, Integer, Integer, Counter, Counter, Counter, Counter];
const TABLE = "aldisModemTable";
/** SNMPv2-MIB, `system`: by these managers tell what a thing is, and whether it has started again. */
const SYSTEM = "1.3.6.1.2.1.1";
const UP_TIME = "sysUpTime";

/**
 * Opens the agent. It answers readers alone, and nothing can be set.
 *
 * @param options.engine  its ID in hexadecimal, the same after a restart, and a number that grows with each start
 * @param options.refused  called when something was not answered, with no word of what was sent
 * @throws the system's error when it cannot listen
 */
export async function openSnmpAgent(options: {
  host: string;
  port: number;
  readers: SnmpReaders;
  node: string;
  version: string;
  engine: { id: string; boots: number };
  now: () => number;
  refused: () => void;
}): Promise<SnmpAgent> {
  const { host, port, readers, engine, now, refused } = options;
  const socket = createSocket(isIPv6(host) ? "udp6" : "udp4");
  const startedAt = now();
  /** A manager refuses answers of an engine whose time stands still (RFC 3414 §3.2, 7). */
  const tick = () => {
    const upMs = Math.max(0, now() - startedAt);
    agent.engine.engineTime = Math.floor(upMs / 1_000);
    agent.getMib().setScalarValue(UP_TIME, Math.floor(upMs / 10) % 2 ** 32);
  };
  const rate = createTokenBucket(RATE, now);
  /** A key is made for each engine that is named, from a megabyte of hashing, and kept: for any but this one that would be done for strangers. */
  const isForUs = (bytes: Buffer) => {
    const head = bytes.byteLength <= MOST_BYTES ? messageHead(bytes) : undefined;
    return head !== undefined && (head.engine === undefined || head.engine === "" || head.engine === engine.id);
  };
  const listening = once(socket, "listening");
  const agent = snmp.createAgent(
    {
      port,
      address: host,
      transport: isIPv6(host) ? "udp6" : "udp4",
      engineID: engine.id,
      disableAuthorization: false,
      // Without it, a request of v3 without a user is answered.
      accessControlModelType: snmp.AccessControlModelType.Simple,
      dgramModule: { createSocket: () => guarded(socket, { isTaken: () => rate.take(), isForUs, tick, refused }) },
    },
    (error: unknown) => {
      if (error) refused();
    },
  );
  agent.engine.engineBoots = engine.boots;
  allow(agent, readers);
  mendProviders(agent.getMib());
  boundAnswers(agent);
  register(agent.getMib(), options);
  await listening;
  return {
    port: socket.address().port,
    show: createShow(agent.getMib()),
    close: () => socket.close(),
  };
}

/** What is wrong with a packet ends with it: the package throws for some, and writes on the console what cannot be sent. */
function guarded(
  socket: Socket,
  on: { isTaken: () => boolean; isForUs: (bytes: Buffer) => boolean; tick: () => void; refused: () => void },
) {
  return {
    bind: socket.bind.bind(socket),
    address: socket.address.bind(socket),
    close: socket.close.bind(socket),
    send: (bytes: Buffer, at: number, length: number, port: number, address: string) =>
      socket.send(bytes, at, length, port, address, () => undefined),
    on(event: string, listener: (...given: unknown[]) => void) {
      if (event !== "message") return socket.on(event, listener);
      return socket.on("message", (bytes, from) => {
        if (!on.isTaken()) return on.refused();
        try {
          if (!on.isForUs(bytes)) return on.refused();
          on.tick();
          listener(bytes, from);
        } catch {
          on.refused();
        }
      });
    },
  };
}

function allow(agent: ReturnType<typeof snmp.createAgent>, { community, user }: SnmpReaders): void {
  const authorizer = agent.getAuthorizer();
  const access = authorizer.getAccessControlModel();
  if (community !== undefined) {
    authorizer.addCommunity(community);
    access.setCommunityAccess(community, snmp.AccessLevel.ReadOnly);
  }
  if (user === undefined) return;
  authorizer.addUser({
    name: user.name,
    level: snmp.SecurityLevel.authPriv,
    authProtocol: snmp.AuthProtocols.sha256,
    authKey: user.authPassword,
    privProtocol: snmp.PrivProtocols.aes,
    privKey: user.privPassword,
  });
  access.setUserAccess(user.name, snmp.AccessLevel.ReadOnly);
}

/** The package's own traps return nothing, which strict code refuses: in the compiled program all code is strict. */
function mendProviders(mib: ReturnType<typeof snmp.createMib>): void {
  const { providersByOid } = mib;
  mib.providers = new Proxy<Record<string, { oid: string }>>(
    {},
    {
      set(target, name, provider) {
        providersByOid[provider.oid] = provider;
        return Reflect.set(target, name, provider);
      },
      deleteProperty(target, name) {
        delete providersByOid[target[String(name)]?.oid ?? ""];
        return Reflect.deleteProperty(target, name);
      },
    },
  );
}

function register(
  mib: ReturnType<typeof snmp.createMib>,
  { node, version }: Readonly<Record<"node" | "version", string>>,
): void {
  const scalar = (name: string, oid: string, scalarType: number) =>
    mib.registerProvider({ name, type: snmp.MibProviderType.Scalar, oid, scalarType, maxAccess: READ_ONLY });
  const fixed = [
    { name: "sysDescr", oid: `${SYSTEM}.1`, type: OctetString, value: `Aldis SMS gateway ${version}` },
    { name: "sysObjectID", oid: `${SYSTEM}.2`, type: OID, value: MODULE },
    { name: UP_TIME, oid: `${SYSTEM}.3`, type: TimeTicks, value: 0 },
    { name: "sysName", oid: `${SYSTEM}.5`, type: OctetString, value: node },
    { name: "aldis1", oid: `${BASE}.1`, type: OctetString, value: version },
  ];
  for (const { name, oid, type, value } of fixed) {
    scalar(name, oid, type);
    mib.setScalarValue(name, value);
  }
  for (const { number, type } of SCALARS) scalar(`aldis${number}`, `${BASE}.${number}`, type);
  mib.registerProvider({
    name: TABLE,
    type: snmp.MibProviderType.Table,
    oid: `${MODEM_TABLE}.1`,
    maxAccess: snmp.MaxAccess["not-accessible"],
    tableColumns: COLUMNS.map((type, at) => ({
      number: at + 1,
      name: `${TABLE}${at + 1}`,
      type,
      maxAccess: at === 0 ? snmp.MaxAccess["not-accessible"] : READ_ONLY,
    })),
    tableIndex: [{ columnName: `${TABLE}1` }],
  });
}

/** Each modem keeps its row as long as the gateway runs. */
function createShow(mib: ReturnType<typeof snmp.createMib>): (figures: Figures) => void {
  const rows = new Map<string, number>();
  let shown: number[] = [];
  return (figures) => {
    for (const { number, of } of SCALARS) mib.setScalarValue(`aldis${number}`, of(figures));
    for (const index of shown) mib.deleteTableRow(TABLE, [index]);
    shown = figures.modems.map(({ name, state, signalDbm, registration, ...counts }) => {
      const index = rows.get(name) ?? rows.size + 1;
      rows.set(name, index);
      const { sent, failed, received, recoveries } = counts;
      mib.addTableRow(TABLE, [index, name, state, signalDbm, registration, sent, failed, received, recoveries]);
      return index;
    });
  };
}
