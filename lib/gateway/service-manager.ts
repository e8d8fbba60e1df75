import { type Clock, within } from "../clock.ts";
import type { Log } from "../log.ts";
import { isStoreFailure, type MessageState } from "../messages/index.ts";
import type { ModemStatus } from "../modem/index.ts";
import { sendDatagram } from "../modem/serial/index.ts";
import type { Lifecycle } from "./lifecycle.ts";

/** 5 s between looks at what the status says: people read it, and a look costs a query. */
const STATUS_MS = 5_000;
/** 1 s until the next look after one that found the database stuck: a ping may still come in time. */
const AGAIN_MS = 1_000;
/** Up to 16 digits: 300 years. */
const MICROSECONDS = /^[1-9]\d{0,15}$/;

/** What the status tells people about, and what has to turn for a ping. */
interface Watched {
  modems: () => readonly ModemStatus[];
  /** Rejects with a StoreFailure. */
  counts: () => Promise<Record<MessageState, number>>;
  /** Of the database: rejects with a StoreFailure when it gave an error, with another Error while it gives no answer. */
  check: () => Promise<void>;
}

/**
 * Tells systemd how the gateway is, by the protocol of sd_notify(3): that it is ready, what it does in words, that it is
 * alive, that it ends. Does nothing where no service manager asks (`NOTIFY_SOCKET`).
 *
 * A ping (`WATCHDOG=1`) goes out at half of the time that systemd allows, from the event loop, and only after the database has
 * answered: an error is an answer too, since a restart brings back neither a server nor room on the disk.
 *
 * @param options.environment  has `NOTIFY_SOCKET`, `WATCHDOG_USEC`, `WATCHDOG_PID`
 */
export function notifyServiceManager(
  options: Watched & {
    environment: Readonly<Record<string, string | undefined>>;
    clock: Pick<Clock, "setTimer">;
    log: Pick<Log, "warn">;
    lifecycle: Pick<Lifecycle, "onEnding">;
  },
): void {
  const { environment, log, lifecycle } = options;
  const socket = environment.NOTIFY_SOCKET;
  if (socket === undefined || socket === "") return;
  let hasFailed = false;
  const send = (text: string): void => {
    const problem = /^[/@]/.test(socket) ? sendDatagram(socket, text) : "only Unix sockets are supported";
    if (problem !== undefined && !hasFailed) log.warn({ socket, problem }, "the service manager cannot be notified");
    hasFailed = problem !== undefined;
  };
  const stopStatus = tellStatus(options, send);
  const stopPings = ping(options, send);
  lifecycle.onEnding(() => {
    stopStatus();
    // systemd wants no more of them: stopping has a time limit of its own.
    stopPings();
    send("STOPPING=1\nSTATUS=Stopping: requests and parts in progress are completed");
  });
}

/** Says first that the gateway is ready, then what it does whenever that has changed. Gives what ends it. */
function tellStatus(options: Watched & { clock: Pick<Clock, "setTimer"> }, send: (text: string) => void): () => void {
  const { clock } = options;
  let told = "";
  let hasEnded = false;
  let timer = clock.setTimer(0, () => void look());
  send("READY=1");

  async function look(): Promise<void> {
    const words = await statusInWords(options);
    if (hasEnded) return;
    if (words !== told) send(`STATUS=${words}`);
    told = words;
    timer = clock.setTimer(STATUS_MS, () => void look());
  }

  return () => {
    hasEnded = true;
    timer.cancel();
  };
}

/** "2 modems ready, 3 queued". Never rejects. */
async function statusInWords({ modems, counts }: Watched): Promise<string> {
  const all = modems();
  const ready = all.filter(({ state }) => state === "ready").length;
  const of = ready === all.length ? "" : ` of ${all.length}`;
  const word = (of === "" ? ready : all.length) === 1 ? "modem" : "modems";
  const queued = await counts().then(
    (count) => `${count.queued} queued`,
    () => "the database cannot be used",
  );
  return `${ready}${of} ${word} ready, ${queued}`;
}

/** Pings at half of the time that systemd allows, if it wants pings from this process. Gives what ends it. */
function ping(
  options: Pick<Watched, "check"> & Pick<Parameters<typeof notifyServiceManager>[0], "environment" | "clock">,
  send: (text: string) => void,
): () => void {
  const { environment, clock, check } = options;
  const wanted = environment.WATCHDOG_USEC ?? "";
  const isForOther = environment.WATCHDOG_PID !== undefined && environment.WATCHDOG_PID !== String(process.pid);
  if (!MICROSECONDS.test(wanted) || isForOther) return () => undefined;
  const everyMs = Number(wanted) / 1_000 / 2;
  let hasEnded = false;
  let timer = clock.setTimer(0, () => void look());

  async function look(): Promise<void> {
    const answered = await within(clock, answers(check), everyMs);
    if (hasEnded) return;
    if (answered) send("WATCHDOG=1");
    timer = clock.setTimer(answered ? everyMs : Math.min(AGAIN_MS, everyMs), () => void look());
  }

  return () => {
    hasEnded = true;
    timer.cancel();
  };
}

/** Never rejects. */
const answers = (check: Watched["check"]): Promise<boolean> =>
  check().then(
    () => true,
    (error: unknown) => isStoreFailure(error),
  );
