import type { Timer } from "../../clock.ts";
import { defined } from "../../defined.ts";
import type { EncodedPdu } from "../../pdu/index.ts";
import type { ErrorClass } from "../../send-outcomes.ts";
import type { AtAnswer } from "../at/command.ts";
import { fieldsOf, toInteger } from "../at/fields.ts";
import { classifyCmeError, classifyCmsError, ModemError } from "../errors.ts";
import type { SendOptions } from "../types.ts";
import { ask, type DriverContext, tryAsk } from "./context.ts";
import { createLteEscape } from "./lte.ts";
import type { NetworkWatch } from "./network.ts";
import { asksForReport } from "./stored-pdu.ts";

/** 5 s, as for any prompt. */
const PROMPT_MS = 5_000;
/** 30 s: longer than networks usually take, so that an early OK does not hide the reference. */
const BARE_OK_MS = 30_000;
/** 1 s: networks keep the link about this long after a message. */
const LINK_IDLE_MS = 1_000;
/** 5 s: an OK that does not follow `+CMGS: n` within this time will not come. */
const QUIET_MS = 5_000;
const SMSC_UNKNOWN = 330;

interface Sender {
  /** @throws ModemError, with `errorClass` unless it is "gone" or "aborted" */
  send(part: EncodedPdu, options: SendOptions): Promise<{ reference: number }>;
  /** Cancels the timer. */
  close(): void;
}

/**
 * Sends parts one after the other. While more parts wait, the link to the network is kept open with `AT+CMMS=2`; a
 * modem that refuses it is not asked again.
 */
export function createSender(
  context: DriverContext,
  options: {
    network: NetworkWatch;
    smsc: string | undefined;
    storageFull(): void;
    /** The network took a part that asks for a delivery report. */
    reportExpected(): void;
  },
): Sender {
  const { network, smsc } = options;
  const lte = createLteEscape(context, network);
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

  async function attempt(part: EncodedPdu, { signal, consent }: SendOptions): Promise<number | ModemError> {
    const answer = await context.channel.run(
      {
        text: `AT+CMGS=${part.length}`,
        pdu: part.pdu,
        ...defined({ consent }),
        answer: { kind: "prefixed", prefix: "+CMGS:", accepts: (line) => referenceIn(line) !== undefined },
        promptTimeoutMs: PROMPT_MS,
        timeoutMs: context.dialect.sendTimeoutMs,
        bareOkMs: BARE_OK_MS,
        quietOkMs: QUIET_MS,
      },
      { signal },
    );
    return readOutcome(answer);
  }

  /** Consent may arrive after the prompt was left: then the modem is asked for another prompt. */
  async function attemptPatiently(part: EncodedPdu, options: SendOptions): Promise<number | ModemError> {
    const { signal, consent } = options;
    try {
      return await attempt(part, options);
    } catch (error) {
      const isLeft = error instanceof ModemError && error.kind === "aborted" && !signal?.aborted;
      if (!isLeft || !(await consent?.catch(() => false))) throw error;
      return attempt(part, { signal });
    }
  }

  /** Whether the cause of the refusal was fixed, so that a retry may succeed. */
  async function putRight(error: ModemError): Promise<boolean> {
    if (error.errorClass === "clean-storage") options.storageFull();
    if (error.cms === SMSC_UNKNOWN && smsc !== undefined) return restoreSmsc(context, smsc);
    return lte.refused(error);
  }

  return {
    async send(part, sendOptions) {
      const { more = false, signal } = sendOptions;
      linkIdle?.cancel();
      if (more && keepLink === "off") await holdLink(signal);
      try {
        let outcome = await attemptPatiently(part, sendOptions);
        if (outcome instanceof ModemError && (await putRight(outcome)))
          outcome = await attemptPatiently(part, sendOptions);
        if (outcome instanceof ModemError) throw outcome;
        lte.sent();
        if (asksForReport(part.pdu)) options.reportExpected();
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

/** Another program's `AT+CSMP=` makes some modems forget the service centre. */
async function restoreSmsc(context: DriverContext, smsc: string): Promise<boolean> {
  context.log.warn("the modem had lost its service centre number; it is set again");
  const { result } = await tryAsk(context, `AT+CSCA="${smsc}",${smsc.startsWith("+") ? 145 : 129}`);
  return result.ok;
}

function referenceIn(line: string | undefined): number | undefined {
  return toInteger(fieldsOf(line ?? "")[0]);
}

function readOutcome({ result, lines, pduWritten }: AtAnswer): number | ModemError {
  const command = "AT+CMGS";
  if (result.ok) {
    const reference = referenceIn(lines[0]);
    if (reference !== undefined) return reference & 0xff;
    if (!pduWritten) {
      const message = "the modem answered AT+CMGS with OK instead of asking for the PDU";
      return new ModemError("rejected", message, { command, errorClass: "restart" });
    }
    const message = "the modem accepted the message but returned no reference";
    return new ModemError("rejected", message, { command, errorClass: "already-sent" });
  }
  const { cms, cme, text } = result;
  const details = { command, cms, cme };
  const errorClass = cms === undefined && cme !== undefined ? classifyCmeError(cme) : classifyCmsError(cms ?? text);
  if (errorClass !== "unknown-outcome") {
    return new ModemError("rejected", `AT+CMGS was refused: ${text}`, { ...details, errorClass });
  }
  // Before the PDU nothing can have been sent, so even an unclear cause allows a retry.
  const safe: ErrorClass = "retry";
  return pduWritten
    ? new ModemError("unknown-outcome", `the PDU was written, and the modem answered ${text}`, {
        ...details,
        errorClass,
      })
    : new ModemError("rejected", `AT+CMGS was refused: ${text}`, { ...details, errorClass: safe });
}
