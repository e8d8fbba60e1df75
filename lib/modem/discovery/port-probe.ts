import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import { createAtChannel } from "../at/channel.ts";
import { type Dialect, dialects, type ModemIdentity, plainDialect } from "../dialects/index.ts";
import type { DriverContext } from "../driver/context.ts";
import { readIdentity } from "../driver/identity.ts";
import { ModemError } from "../errors.ts";

/** What a probed port answered. */
export interface ProbedPort {
  identity: ModemIdentity;
  /** The modem sent unsolicited lines on this port meanwhile. */
  reports: boolean;
}

/**
 * Opens a port, sends `AT` and identity queries, listens for `listenMs` and closes it again. Enters no PIN and changes
 * no setting, so it does not harm a device that is not a modem but reads lines of text.
 *
 * @returns undefined if nothing answers or the port cannot be opened
 * @throws what `close` of the port throws, and programming errors
 */
export async function probePort(
  port: SerialPort,
  on: {
    baudRate: number;
    listenMs: number;
    clock: Clock;
    log: Log;
    signal: AbortSignal;
    families?: readonly Dialect[];
  },
): Promise<ProbedPort | undefined> {
  try {
    await port.open({ baudRate: on.baudRate });
  } catch (error) {
    on.log.debug({ err: error }, "a port that may be a modem's cannot be opened");
    return undefined;
  }
  const noise = (on.families ?? dialects).flatMap((dialect) => dialect.noise);
  let reports = false;
  const lost = new AbortController();
  const signal = AbortSignal.any([on.signal, lost.signal]);
  const channel = createAtChannel({
    port,
    clock: on.clock,
    log: on.log,
    unsolicited: () => {
      reports = true;
    },
    ended: ({ error }) => lost.abort(error),
    noise: () => noise,
  });
  const context: DriverContext = {
    channel,
    clock: on.clock,
    log: on.log,
    dialect: plainDialect,
    signal,
    update: () => undefined,
  };
  try {
    await channel.synchronize({ attempts: 2, signal });
    const identity = await readIdentity(context);
    await on.clock.sleep(on.listenMs, signal);
    return { identity, reports };
  } catch (error) {
    if (on.signal.aborted || lost.signal.aborted || error instanceof ModemError) return undefined;
    throw error;
  } finally {
    await channel.close();
    await port.close();
  }
}
