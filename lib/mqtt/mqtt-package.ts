import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { MqttClient } from "mqtt";
import type { Clock } from "../clock.ts";
import { defined } from "../defined.ts";
import { no, ok, type Result } from "../result.ts";
import { COMMANDS_IN_FLIGHT, CONNECT_MS, KEEP_ALIVE_SECONDS, PACKET_BYTES, SESSION_SECONDS } from "./limits.ts";
import { createPacketGuard } from "./packet-guard.ts";
import { codeOf, REASONS, sentenceOf, TIMED_OUT, troubleOf } from "./trouble.ts";

/** Where the broker is, and who the gateway is there. */
export interface Broker {
  host: string;
  port: number;
  tls: boolean;
  /** PEM, read at each connection; the authorities that this machine trusts when left out. */
  caFile?: string;
  checksCertificate: boolean;
  user?: string;
  password?: string;
  clientId: string;
}

/** A message as the broker brings it. */
export interface BroughtMessage {
  topic: string;
  payload: Uint8Array;
  /** It was kept by the broker, and is not new; or it is to be kept, where the subscription sees that. */
  isRetained: boolean;
  /** It may have been brought before; `packetId` is then the same. */
  isRepeated: boolean;
  /** Absent: it is not acknowledged. */
  packetId?: number;
}

/** How a message is published. */
interface PublishOptions {
  qos: 0 | 1 | 2;
  retain: boolean;
}

/** A connection that the broker has accepted. */
export interface Link {
  /** Resolves when the broker has acknowledged it, as its QoS says. @throws Error when it refuses it, or the connection ends */
  publish(topic: string, payload: string, options: PublishOptions): Promise<void>;
  /**
   * @param options.seesRetain  a message that is published now tells whether it was retained, too; with MQTT 5 alone (§3.8.3.1)
   * @throws Error when the broker refuses one of them, or the connection ends
   */
  subscribe(filters: readonly string[], options?: { seesRetain: true }): Promise<void>;
  /** Resolves, with the reason, when the connection has ended. */
  readonly closed: Promise<string>;
  /** Takes leave, so that the last will stays unsaid. `forgets`: the broker keeps nothing for later. Never rejects. */
  end(options: { forgets: boolean }): Promise<void>;
}

/** Why there is no connection. */
interface LinkProblem {
  problem: string;
  /** The broker answers, and refuses: only a person changes that. */
  isRefused?: true;
}

interface LinkOptions {
  will?: { topic: string; payload: string };
  /** The broker keeps what comes while the gateway is away. */
  keepsSession: boolean;
  /** A message is acknowledged when it has resolved; the next one follows then. Never rejects. */
  received(message: BroughtMessage): Promise<void>;
  clock: Pick<Clock, "setTimer">;
  signal: AbortSignal;
}

/** Connects to a broker; the package is loaded for the first one. Never rejects. */
export async function connectToBroker(broker: Broker, options: LinkOptions): Promise<Result<Link, LinkProblem>> {
  const first = await open(broker, { ...options, version: 5 });
  // MQTT 5 says why something is refused; brokers that do not know it speak 3.1.1.
  const opened = first.ok || !first.problem.isOtherVersion ? first : await open(broker, { ...options, version: 4 });
  if (opened.ok) return opened;
  const { problem, isRefused } = opened.problem;
  return no({ problem, ...defined({ isRefused }) });
}

type Opened = Result<Link, LinkProblem & { isOtherVersion?: true }>;

async function open(broker: Broker, options: LinkOptions & { version: 4 | 5 }): Promise<Opened> {
  const limit = new AbortController();
  const timer = options.clock.setTimer(CONNECT_MS, () => limit.abort());
  try {
    return await openWithin(broker, { ...options, signal: AbortSignal.any([options.signal, limit.signal]) });
  } finally {
    timer.cancel();
  }
}

async function openWithin(broker: Broker, options: LinkOptions & { version: 4 | 5 }): Promise<Opened> {
  const { signal } = options;
  let socket: Socket;
  try {
    // Before the client writes: the password is for a broker whose certificate was checked.
    socket = await openSocket(broker, signal);
  } catch (error) {
    return no({ problem: troubleOf(error) });
  }
  const { MqttClient } = await import("mqtt");
  const { version, keepsSession, will } = options;
  const client = new MqttClient(() => socket, {
    protocolVersion: version,
    clientId: broker.clientId,
    ...defined({ username: broker.user, password: broker.password }),
    clean: !keepsSession,
    keepalive: KEEP_ALIVE_SECONDS,
    connectTimeout: CONNECT_MS,
    reconnectPeriod: 0,
    queueQoSZero: false,
    resubscribe: false,
    timerVariant: "native",
    ...(will === undefined ? {} : { will: { ...will, payload: Buffer.from(will.payload), qos: 1, retain: true } }),
    ...(version === 5
      ? {
          properties: {
            receiveMaximum: COMMANDS_IN_FLIGHT,
            maximumPacketSize: PACKET_BYTES,
            ...(keepsSession ? { sessionExpiryInterval: SESSION_SECONDS } : {}),
          },
        }
      : {}),
  });
  return greeted(client, { ...options, socket });
}

/** Rejects with the system's or TLS's error. */
async function openSocket(
  { host, port, tls, caFile, checksCertificate }: Broker,
  signal: AbortSignal,
): Promise<Socket> {
  const socket = tls
    ? connectTls({
        host,
        port,
        ...(isIP(host) === 0 ? { servername: host } : {}),
        ...(caFile === undefined ? {} : { ca: await readFile(caFile) }),
        rejectUnauthorized: checksCertificate,
      })
    : connectTcp({ host, port });
  try {
    await once(socket, tls ? "secureConnect" : "connect", { signal });
  } catch (error) {
    socket.on("error", () => undefined);
    socket.destroy();
    throw error;
  }
  socket.setNoDelay(true);
  return socket;
}

function greeted(
  client: MqttClient,
  { socket, received, clock, signal, version }: LinkOptions & { socket: Socket; version: 4 | 5 },
): Promise<Opened> {
  const closed = Promise.withResolvers<string>();
  const isTooMuch = createPacketGuard(PACKET_BYTES);
  let last: unknown;
  let isOpen = false;
  /** What is under way ends with the connection. */
  const waiting = new Set<(error: Error) => void>();
  client.on("error", (error) => {
    last ??= error;
    // Whatever is wrong with what was said: nothing after it can be trusted.
    socket.destroy();
  });
  socket.prependListener("data", (bytes: Uint8Array) => {
    if (!isTooMuch(bytes)) return;
    last = new Error(`it sent a packet of more than ${PACKET_BYTES} bytes`);
    socket.destroy();
  });
  client.on("disconnect", ({ reasonCode }) => {
    last ??= new Error(`it has ended the connection (${REASONS[reasonCode ?? 0] ?? `code ${reasonCode}`})`);
  });
  client.handleMessage = (packet, done) => {
    if (packet.cmd !== "publish") return done?.();
    const { topic, payload, retain, dup, messageId } = packet;
    const message = { topic, payload: Buffer.from(payload), isRetained: retain, isRepeated: dup };
    const settled = () => done?.();
    void received({ ...message, ...defined({ packetId: messageId }) }).then(settled, settled);
  };
  client.on("close", () => {
    isOpen = false;
    const reason = last === undefined ? "it has closed the connection" : troubleOf(last);
    closed.resolve(reason);
    for (const reject of waiting) reject(new Error(reason));
    waiting.clear();
  });

  /** Asks the broker for something that it answers. */
  function ask(request: (answered: (error?: Error | null) => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      if (!isOpen) return reject(new Error("the connection has ended"));
      waiting.add(reject);
      request((error) => {
        waiting.delete(reject);
        if (error) reject(new Error(sentenceOf(error)));
        else resolve();
      });
    });
  }

  const link: Link = {
    publish: (topic, payload, options) => ask((answered) => client.publish(topic, payload, options, answered)),
    subscribe(filters, options) {
      const more = version === 5 ? { nl: true, rap: options?.seesRetain === true } : {};
      return ask((answered) => client.subscribe([...filters], { qos: 1, ...more }, answered));
    },
    closed: closed.promise,
    async end({ forgets }) {
      const limit = clock.setTimer(END_MS, () => socket.destroy());
      client.end(false, forgets && version === 5 ? { properties: { sessionExpiryInterval: 0 } } : {});
      await closed.promise;
      limit.cancel();
    },
  };

  return new Promise((resolve) => {
    const give = (result: Opened) => {
      signal.removeEventListener("abort", abort);
      resolve(result);
    };
    const abort = () => socket.destroy();
    signal.addEventListener("abort", abort, { once: true });
    client.on("connect", () => {
      isOpen = true;
      give(ok(link));
    });
    void closed.promise.then((reason) =>
      give(no(signal.aborted ? { problem: TIMED_OUT } : { problem: reason, ...refusalOf(last) })),
    );
  });
}

/** 2 s to take leave; then the connection is cut. */
const END_MS = 2_000;

/** Why a broker did not greet. One that closes without a word, or says what cannot be read, may speak the other version. */
function refusalOf(error: unknown): Pick<LinkProblem & { isOtherVersion?: true }, "isRefused" | "isOtherVersion"> {
  const code = codeOf(error);
  if (typeof code === "number") {
    return code === 1 || code === 132 ? { isRefused: true, isOtherVersion: true } : { isRefused: true };
  }
  return typeof code === "string" ? {} : { isOtherVersion: true };
}
