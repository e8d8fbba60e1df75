import type { Timer } from "../../clock.ts";
import { UNDELETED_SLOTS } from "../../limits.ts";
import type { DriverContext } from "./context.ts";

/** How often what could not be stored is tried again. */
const AGAIN_MS = 1_000;
/** A modem waits about this long for the acknowledgement of a message (27.005 §3.4.4 leaves the time to it). */
const ACKNOWLEDGEMENT_MS = 15_000;

/** A PDU that the modem received. `storage` is where it lies on the modem, if anywhere. */
export interface TakenPdu {
  kind: "deliver" | "status-report";
  pdu: string;
  storage?: { memory: string; index: number };
}

/** Hands received PDUs to their owner, and keeps at it while the owner cannot store them. */
export interface HandOver {
  /**
   * For a PDU that stays on the modem until this resolves. After a failure `back` is called as soon as it can be stored.
   * One that was handed over and still lies in its slot is not handed over again, until `deleted`.
   */
  stored(pdu: TakenPdu): Promise<void>;
  deleted(pdu: TakenPdu): void;
  /**
   * For a PDU that exists nowhere else: tried again every second, for as long as the modem waits for its
   * acknowledgement, and without end when it waits for none.
   *
   * @throws what the last attempt threw
   */
  direct(pdu: TakenPdu, options: { arrivedAt: number; acknowledged: boolean }): Promise<void>;
}

/** @param options.back  what could not be stored before can be now: this memory is to be read */
export function createHandOver(
  context: DriverContext,
  options: { deliver(pdu: TakenPdu): Promise<void>; reported(): void; back(memory: string): void },
): HandOver {
  const { clock, signal } = context;
  let again: Timer | undefined;
  /** What was handed over and is still on the modem, by slot. */
  const undeleted = new Map<string, string>();
  signal.addEventListener("abort", () => again?.cancel(), { once: true });

  async function attempt(pdu: TakenPdu): Promise<void> {
    await options.deliver(pdu);
    if (pdu.storage && undeleted.size < UNDELETED_SLOTS) undeleted.set(slotOf(pdu), pdu.pdu);
    if (pdu.kind === "status-report") options.reported();
  }

  function tryAgainLater(pdu: TakenPdu): void {
    if (signal.aborted) return;
    again ??= clock.setTimer(AGAIN_MS, () => void tryAgain(pdu));
  }

  /** Never rejects: `again` owns the next attempt. */
  async function tryAgain(pdu: TakenPdu): Promise<void> {
    try {
      await attempt(pdu);
      again = undefined;
      options.back(pdu.storage?.memory ?? "");
    } catch {
      // The store is still unavailable, as was logged when it failed first.
      again = undefined;
      tryAgainLater(pdu);
    }
  }

  return {
    async stored(pdu) {
      if (undeleted.get(slotOf(pdu)) === pdu.pdu) return;
      try {
        await attempt(pdu);
      } catch (error) {
        tryAgainLater(pdu);
        throw error;
      }
    },
    deleted: (pdu) => void undeleted.delete(slotOf(pdu)),
    async direct(pdu, { arrivedAt, acknowledged }) {
      for (;;) {
        try {
          return await attempt(pdu);
        } catch (error) {
          if (acknowledged && clock.now() + AGAIN_MS - arrivedAt > ACKNOWLEDGEMENT_MS) throw error;
          context.log.debug({ err: error }, "a received message could not be stored yet");
        }
        await clock.sleep(AGAIN_MS, signal);
      }
    },
  };
}

const slotOf = ({ storage }: TakenPdu) => `${storage?.memory}/${storage?.index}`;
