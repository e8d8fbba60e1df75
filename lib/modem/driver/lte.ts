import type { ModemError } from "../errors.ts";
import { type DriverContext, tryAsk } from "./context.ts";
import type { NetworkWatch } from "./network.ts";

/** So many messages in a row have to be refused: one may be the message's own fault. */
const REFUSALS = 2;
const MODE_MS = 30_000;
/** A network of another kind is found within this time, or there is none. */
const SEARCH_MS = 60_000;
const LOOK_MS = 2_000;

/** Takes a modem off LTE when it cannot send there. */
export interface LteEscape {
  /** The network took a part. */
  sent(): void;
  /** A part was refused. True when the modem has left LTE since, so that the part may be tried again. */
  refused(error: ModemError): Promise<boolean>;
}

/**
 * Some modems are registered in an LTE network that carries no messages for them. When it refuses one message after the
 * other, the modem is told to leave LTE; where no other network is found it goes back.
 */
export function createLteEscape(context: DriverContext, network: NetworkWatch): LteEscape {
  const { leaveLte } = context.dialect;
  let refusals = 0;
  let tried = false;

  async function leave(ways: readonly string[], back: string): Promise<boolean> {
    context.log.warn({ refusals }, "the LTE network takes no messages from this modem: it leaves LTE");
    for (const way of ways) {
      const { result } = await tryAsk(context, way, { timeoutMs: MODE_MS });
      if (result.ok && (await registers())) return true;
    }
    context.log.warn("there is no network but LTE: the modem goes back");
    await tryAsk(context, back, { timeoutMs: MODE_MS });
    return false;
  }

  async function registers(): Promise<boolean> {
    for (let waitedMs = 0; waitedMs < SEARCH_MS; waitedMs += LOOK_MS) {
      await context.clock.sleep(LOOK_MS, context.signal);
      await network.poll();
      if (network.registered && network.technology !== "LTE") return true;
    }
    return false;
  }

  return {
    sent() {
      refusals = 0;
    },
    async refused({ errorClass }) {
      const isNetworks = errorClass === "retry" || errorClass === "retry-thrice" || errorClass === "restart";
      if (!leaveLte || tried || !isNetworks || network.technology !== "LTE") return false;
      refusals += 1;
      if (refusals < REFUSALS) return false;
      tried = true;
      return leave(leaveLte.ways, leaveLte.back);
    },
  };
}
