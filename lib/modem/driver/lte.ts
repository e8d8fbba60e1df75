import type { ModemError } from "../errors.ts";
import { type DriverContext, tryAsk } from "./context.ts";
import type { NetworkWatch } from "./network.ts";

/** 2 refusals in a row: a single one may be caused by the message itself. */
const REFUSALS = 2;
/** 30 s to change the network type: a modem may answer only after its radio has been switched. */
const MODE_MS = 30_000;
/** 60 s: after a change of network type modems register within this time, or find no network of the other type. */
const SEARCH_MS = 60_000;
/** 2 s between looks at the registration: a look is five commands. */
const LOOK_MS = 2_000;

/** Takes a modem off LTE when it cannot send there. */
interface LteEscape {
  /** The network took a part. */
  sent(): void;
  /**
   * A part was refused. True if the modem has left LTE, so that the part may be retried.
   *
   * @throws ModemError, or the context's reason
   */
  refused(error: ModemError): Promise<boolean>;
}

/**
 * Some modems register with an LTE network that does not carry SMS for them. When it refuses several messages in a row,
 * the modem is switched off LTE, and back if no other network is found.
 */
export function createLteEscape(context: DriverContext, network: NetworkWatch): LteEscape {
  const { leaveLte } = context.dialect;
  let refusals = 0;
  let tried = false;

  async function leave(ways: readonly string[], back: string): Promise<boolean> {
    context.log.warn(
      { refusals },
      "the LTE network accepts no messages from this modem: switching it to another network type",
    );
    for (const way of ways) {
      const { result } = await tryAsk(context, way, { timeoutMs: MODE_MS });
      if (result.ok && (await registers())) return true;
    }
    context.log.warn("no network but LTE was found: switching back to LTE");
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
