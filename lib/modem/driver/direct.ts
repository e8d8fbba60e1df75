import { DIRECT_MESSAGES } from "../../limits.ts";
import type { Unsolicited } from "../at/command.ts";
import { isHex } from "../at/fields.ts";
import { isTextModeHeader } from "../at/message-format.ts";
import { ask, type DriverContext } from "./context.ts";
import type { HandOver } from "./hand-over.ts";
import type { Indications } from "./indications.ts";
import type { PduMode } from "./pdu-mode.ts";
import type { Router } from "./router.ts";
import type { SmsSettings } from "./sms-setup.ts";
import { createThrottle } from "./throttle.ts";

const NO_ACKNOWLEDGEMENT_EXPECTED = 340;
/** A modem that keeps delivering in text mode is checked at most this often: 5 s, as each check is a command. */
const TEXT_MODE_PAUSE_MS = 5_000;

/**
 * Takes what arrives with `+CMT` and `+CDS`, one at a time: hands it over first and acknowledges it once that resolved.
 * The network resends what is not acknowledged.
 */
export function takeDirectMessages(
  context: DriverContext,
  router: Router,
  on: {
    settings: Pick<SmsSettings, "csms">;
    indications: Indications;
    handOver: HandOver;
    pduMode: PduMode;
    /** One message's failure must not stop the others. */
    guard(job: () => Promise<void>): Promise<void>;
  },
): void {
  const { settings, guard } = on;
  const { clock, signal, log } = context;
  const waiting: { unsolicited: Unsolicited; arrivedAt: number }[] = [];
  let isWorking = false;
  let leftOut = 0;
  const checkMode = createThrottle(() => void guard(on.pduMode.check), { clock, signal, pauseMs: TEXT_MODE_PAUSE_MS });

  router.on(/^\+(CMT|CDS)\s*:/i, (unsolicited) => {
    if (isTextModeHeader(unsolicited.line)) checkMode();
    else if (waiting.length < DIRECT_MESSAGES) {
      waiting.push({ unsolicited, arrivedAt: clock.now() });
      void work();
    } else {
      if (leftOut === 0)
        log.warn(
          "the modem delivers messages faster than they can be stored: some are not acknowledged, so the network sends them again",
        );
      leftOut++;
    }
  });

  /** Never rejects: every message is guarded. */
  async function work(): Promise<void> {
    if (isWorking) return;
    isWorking = true;
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { unsolicited, arrivedAt } = next;
      await guard(() => take(unsolicited, arrivedAt));
    }
    isWorking = false;
    if (leftOut > 0) log.warn({ leftOut }, "messages that the modem delivered too fast were not stored");
    leftOut = 0;
  }

  async function take({ line, data }: Unsolicited, arrivedAt: number): Promise<void> {
    if (data === undefined || !isHex(data)) {
      log.warn({ line: line.slice(0, 5) }, "the modem announced a message but did not deliver it");
      return;
    }
    const kind = /^\+CDS/i.test(line) ? "status-report" : "deliver";
    const acknowledged = settings.csms === 1;
    await on.handOver.direct({ kind, pdu: data }, { arrivedAt, acknowledged });
    if (!acknowledged) return;
    const { result } = await ask(context, context.dialect.acknowledge, { priority: "urgent" });
    if (result.ok || result.cms === NO_ACKNOWLEDGEMENT_EXPECTED) return;
    // 27.005 §3.4.4: a message that is not acknowledged in time switches the indications off.
    await on.indications.restore("normal");
  }
}
