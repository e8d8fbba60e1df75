import type { Timer } from "../../clock.ts";
import type { EncodedPdu } from "../../pdu/index.ts";
import type { AtAnswer } from "../at/command.ts";
import { fieldsOf, toInteger } from "../at/fields.ts";
import { classifyCmeError, classifyCmsError, ModemError } from "../errors.ts";
import type { ErrorClass } from "../types.ts";
import { ask, type DriverContext } from "./context.ts";

const PROMPT_MS = 5_000;
/** Longer than networks usually take, so that an early OK does not hide the reference. */
const BARE_OK_MS = 30_000;
/** Networks keep the link for about this long after a message. */
const LINK_IDLE_MS = 1_000;

export interface Sender {
  /** @throws ModemError, with `errorClass` unless it is "gone" or "aborted" */
  send(part: EncodedPdu, options: { more?: boolean; signal?: AbortSignal | undefined }): Promise<{ reference: number }>;
  /** Cancels the timer. */
  close(): void;
}

/**
 * Sends parts one after the other. While more is waiting the link to the network is kept open with `AT+CMMS=2`; a
 * modem that refuses that is not asked again.
 */
export function createSender(context: DriverContext, on: { storageFull(): void }): Sender {
  let keepLink: "off" | "on" | "refused" = "off";
  let linkIdle: Timer | undefined;

  async function holdLink(signal: AbortSignal | undefined): Promise<void> {
    const { result } = await ask(context, "AT+CMMS=2", { signal });
    keepLink = result.ok ? "on" : "refused";
  }

  function releaseLinkLater(): void {
    if (keepLink !== "on") return;
    linkIdle = context.clock.setTimer(LINK_IDLE_MS, () => {
      keepLink = "off";
      ask(context, "AT+CMMS=0", { priority: "background" }).catch((error: unknown) =>
        context.log.debug({ err: error }, "the link was not released"),
      );
    });
  }

  return {
    async send(part, { more = false, signal }) {
      linkIdle?.cancel();
      if (more && keepLink === "off") await holdLink(signal);
      try {
        const answer = await context.channel.run(
          {
            text: `AT+CMGS=${part.length}`,
            pdu: part.pdu,
            answer: { kind: "prefixed", prefix: "+CMGS:" },
            promptTimeoutMs: PROMPT_MS,
            timeoutMs: context.dialect.sendTimeoutMs,
            bareOkMs: BARE_OK_MS,
          },
          { signal },
        );
        const outcome = readOutcome(answer);
        if (outcome instanceof ModemError) {
          if (outcome.errorClass === "clean-storage") on.storageFull();
          throw outcome;
        }
        return { reference: outcome };
      } finally {
        linkIdle?.cancel();
        releaseLinkLater();
      }
    },
    close() {
      linkIdle?.cancel();
    },
  };
}

function readOutcome({ result, lines, pduWritten }: AtAnswer): number | ModemError {
  const command = "AT+CMGS";
  if (result.ok) {
    const reference = toInteger(fieldsOf(lines[0] ?? "")[0]);
    if (reference !== undefined) return reference & 0xff;
    if (!pduWritten) {
      const message = "the modem answered AT+CMGS with OK and asked for no PDU";
      return new ModemError("rejected", message, { command, errorClass: "restart" });
    }
    const message = "the modem took the message and gave no reference";
    return new ModemError("rejected", message, { command, errorClass: "already-sent" });
  }
  const { cms, cme, text } = result;
  const details = { command, cms, cme };
  const errorClass = cms === undefined && cme !== undefined ? classifyCmeError(cme) : classifyCmsError(cms ?? text);
  if (errorClass !== "unknown-outcome") {
    return new ModemError("rejected", `AT+CMGS was refused: ${text}`, { ...details, errorClass });
  }
  // Before the PDU nothing can have been sent, so a cause that says nothing is no reason to doubt it.
  const safe: ErrorClass = "retry";
  return pduWritten
    ? new ModemError("unknown-outcome", `the PDU was written and answered with ${text}`, { ...details, errorClass })
    : new ModemError("rejected", `AT+CMGS was refused: ${text}`, { ...details, errorClass: safe });
}
