import type { Clock, Timer } from "../clock.ts";
import type { Log } from "../log.ts";
import type { EventRecorder } from "../messages/index.ts";
import type { Store } from "../store/index.ts";
import { createClockSteps } from "./clock-steps.ts";
import { type Machine, thisMachine } from "./machine.ts";

/** 10 s: a quartz clock (100 ppm at worst) drifts by 1 ms at most in between. */
const LOOK_EVERY_MS = 10_000;
/** The machine's own clock costs nothing to read. */
const LOOK_AT_OWN_EVERY_MS = 1_000;
/** 1 s: an answer that took longer does not say precisely enough when it was given. */
const SLOW_MS = 1_000;
/** 5 s off is worth an event: what also counts as a step of the clock. */
const TOLD_FROM_MS = 5_000;

interface FollowedClock {
  clock: Clock;
  /** Stores the clock's reading, for the next start. Never rejects. */
  stop(): Promise<void>;
}

/**
 * The clock that all gateways on one database share: the one of its server, read every 10 s and carried on by this
 * process's monotonic clock in between. So a lease ends at the same moment for everybody, a message falls due when its
 * time has come wherever it was accepted, and a step of this machine's own clock does nothing. With a database in this
 * process it is this machine's own, read every second.
 *
 * When the clock that it follows is set, what waits is moved with it, see {@link createClockSteps}. An event says so, and
 * when this machine's own clock is more than 5 s off the server's, and when it is right again.
 *
 * @param options.machine  its clocks that are never set
 * @param options.stepped  called when the clock was set
 * @throws StoreFailure when the clock cannot be read now
 */
export async function followDatabaseClock(
  store: Pick<Store, "time" | "clock" | "commits">,
  options: { own: Clock; events: EventRecorder; log: Log; machine?: Machine; stepped?: () => void },
): Promise<FollowedClock> {
  const { own, events, log, machine = thisMachine() } = options;
  let offset = 0;
  let isOff = false;
  let timer: Timer | undefined;
  let looking: Promise<void> = Promise.resolve();
  let stopped = false;
  const now = () => Math.round(machine.monotonicMs() + offset);
  const isServers = (await store.time()) !== undefined;
  const steps = createClockSteps(store, {
    events,
    log,
    machine,
    whose: isServers ? "server" : "machine",
  });

  function compare(): void {
    const aheadMs = own.now() - now();
    if (Math.abs(aheadMs) >= TOLD_FROM_MS === isOff) return;
    isOff = !isOff;
    events.record(isOff ? { kind: "clock.off", aheadMs } : { kind: "clock.right" });
  }

  async function look(mostMs: number): Promise<void> {
    const asked = machine.monotonicMs();
    const time = isServers ? await store.time() : own.now();
    const answered = machine.monotonicMs();
    if (time === undefined || stopped || answered - asked > mostMs) return;
    const goBy = () => {
      offset = time - (asked + answered) / 2;
    };
    if (await steps.follow(time + (answered - asked) / 2, goBy)) options.stepped?.();
    if (isServers) compare();
  }

  function lookLater(): void {
    timer = own.setTimer(isServers ? LOOK_EVERY_MS : LOOK_AT_OWN_EVERY_MS, () => {
      // While the database is away the last offset is right.
      looking = look(SLOW_MS)
        .catch((error: unknown) => log.debug({ err: error }, "the clock cannot be followed"))
        .finally(() => {
          if (!stopped) lookLater();
        });
    });
  }

  await look(Number.POSITIVE_INFINITY);
  lookLater();
  return {
    clock: { ...own, now },
    async stop() {
      stopped = true;
      timer?.cancel();
      await looking;
      await steps.keep(now()).catch((error: unknown) => log.debug({ err: error }, "the time could not be kept"));
    },
  };
}
