import type { Timer } from "../../clock.ts";
import { UNDELETED_SLOTS } from "../../limits.ts";
import type { DriverContext } from "./context.ts";

/** Pause between attempts to store a message: 1 s, so that the modem's 15 s allow several. */
const AGAIN_MS = 1_000;
/** A modem waits about this long for the acknowledgement of a message (27.005 §3.4.4 leaves the time to it). */
const ACKNOWLEDGEMENT_MS = 15_000;

/** A PDU that the modem received. `storage` is where it lies on the modem, if anywhere. */
export interface TakenPdu {
  kind: "deliver" | "status-report";
  pdu: string;
  storage?: { memory: string; index: number };
}

/** Hands received PDUs to their owner, and retries while the owner cannot store them. */
export interface HandOver {
  /**
   * For a PDU that stays on the modem until this resolves. After a failure `back` is called as soon as it can be
   * stored. A PDU that was handed over but is still in its slot is not handed over again until `deleted`.
   *
   * @throws what `deliver` throws
   */
  stored(pdu: TakenPdu): Promise<void>;
  deleted(pdu: TakenPdu): void;
  /**
   * For a PDU that exists nowhere else: retried every second for as long as the modem waits for its acknowledgement, or
   * without limit if it waits for none.
   *
   * @throws what the last attempt threw
   */
  direct(pdu: TakenPdu, options: { arrivedAt: number; acknowledged: boolean }): Promise<void>;
}

/** @param options.back  called when storing works again after a failure: read this memory */
export function createHandOver(
  context: DriverContext,
  options: { deliver(pdu: TakenPdu): Promise<void>; reported(): void; back(memory: string): void },
): HandOver {
  const { clock, signal } = context;
  let again: Timer | undefined;
  /** PDUs that were handed over and are still on the modem, by slot. */
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
      // The store is still unavailable; the first failure was logged.
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
