import type { Clock, Timer } from "../../clock.ts";
import type { Log } from "../../log.ts";
import type { Store } from "../../store/index.ts";

/** Quartz is off by a few milliseconds at most after this. */
const LOOK_EVERY_MS = 10_000;
/** An answer that took longer says too little about when it was given. */
const SLOW_MS = 1_000;
const TOLD_FROM_MS = 5_000;

/**
 * The clock that all gateways on one database share: the one of its server, read every 10 s and carried on by this
 * process's monotonic clock in between. So a lease ends at the same moment for everybody, a message falls due when its
 * time has come wherever it was accepted, and a step of this machine's own clock does nothing. With a database in this
 * process it is this machine's own.
 *
 * An event says when this machine's own clock is more than 5 s off, and when it is right again.
 *
 * @param options.monotonic  milliseconds on a clock that is never set
 * @throws StoreError when the clock cannot be read now
 */
export async function followDatabaseClock(
  store: Pick<Store, "time" | "events">,
  { own, log, monotonic = () => performance.now() }: { own: Clock; log: Log; monotonic?: () => number },
): Promise<{ clock: Clock; stop(): void }> {
  let offset = 0;
  let isOff = false;
  let timer: Timer | undefined;
  let stopped = false;
  const now = () => Math.round(monotonic() + offset);

  function compare(): void {
    const aheadMs = own.now() - now();
    if (Math.abs(aheadMs) >= TOLD_FROM_MS === isOff) return;
    isOff = !isOff;
    const message = isOff
      ? `This machine's clock is ${describe(Math.abs(aheadMs))} ${aheadMs > 0 ? "ahead of" : "behind"} the database server's: the gateway goes by the server's. Set this machine's clock (NTP).`
      : "This machine's clock agrees with the database server's again.";
    store.events.record({ severity: isOff ? "warning" : "info", kind: isOff ? "clock.off" : "clock.right", message });
    if (isOff) log.warn({ aheadMs }, "this machine's clock differs from the database server's");
    else log.info({ aheadMs }, "this machine's clock agrees with the database server's again");
  }

  /** `false`: the database is in this process. */
  async function look(mostMs: number): Promise<boolean> {
    const asked = monotonic();
    const time = await store.time();
    const answered = monotonic();
    if (time === undefined) return false;
    if (stopped || answered - asked > mostMs) return true;
    offset = time - (asked + answered) / 2;
    compare();
    return true;
  }

  function lookLater(): void {
    timer = own.setTimer(LOOK_EVERY_MS, () => {
      // While the database is away the last offset is right.
      look(SLOW_MS)
        .catch((error: unknown) => log.debug({ err: error }, "the database server's clock cannot be read"))
        .finally(() => {
          if (!stopped) lookLater();
        });
    });
  }

  if (!(await look(Number.POSITIVE_INFINITY))) return { clock: own, stop: () => undefined };
  lookLater();
  return {
    clock: { ...own, now },
    stop() {
      stopped = true;
      timer?.cancel();
    },
  };
}

function describe(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
