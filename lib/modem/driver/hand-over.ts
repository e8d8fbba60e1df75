import type { Timer } from "../../clock.ts";
import type { DriverContext } from "./context.ts";
import type { TakenPdu } from "./receive.ts";

/** How often what could not be stored is tried again. */
const AGAIN_MS = 1_000;
/** A modem waits about this long for the acknowledgement of a message (27.005 §3.4.4 leaves the time to it). */
const ACKNOWLEDGEMENT_MS = 15_000;

/** Hands received PDUs to their owner, and keeps at it while the owner cannot store them. */
export interface HandOver {
  /** For a PDU that stays on the modem until this resolves. After a failure `back` is called as soon as it can be stored. */
  stored(pdu: TakenPdu): Promise<void>;
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
  /** Handed over after all; it still lies on the modem. */
  let kept: TakenPdu | undefined;
  signal.addEventListener("abort", () => again?.cancel(), { once: true });

  async function attempt(pdu: TakenPdu): Promise<void> {
    await options.deliver(pdu);
    if (pdu.kind === "status-report") options.reported();
  }

  function tryAgainLater(pdu: TakenPdu): void {
    if (signal.aborted) return;
    again ??= clock.setTimer(AGAIN_MS, async () => {
      try {
        await attempt(pdu);
        again = undefined;
        kept = pdu;
        options.back(pdu.storage?.memory ?? "");
      } catch {
        // It is still away, as was said when it failed first.
        again = undefined;
        tryAgainLater(pdu);
      }
    });
  }

  return {
    async stored(pdu) {
      const isKept = kept?.pdu === pdu.pdu && kept.storage?.index === pdu.storage?.index;
      kept = undefined;
      if (isKept) return;
      try {
        await attempt(pdu);
      } catch (error) {
        tryAgainLater(pdu);
        throw error;
      }
    },
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
