import type { ByClient, ByUser, OfModem } from "./fields.ts";
import { info, type Wordings, warning } from "./wording.ts";

export interface ModemEvents {
  /** A modem is ready to send. */
  "modem.ready": OfModem & { operator: string | undefined; technology: string | undefined; port: string | undefined };
  /** A modem has no network. */
  "modem.searching": ModemProblem;
  /** A modem cannot send: SIM, PIN, registration, or its start failed. */
  "modem.out-of-service": ModemProblem;
  /** A modem does not answer, or its port is gone. */
  "modem.gone": ModemProblem;
  /** A modem's supervision failed. */
  "modem.stopped": ModemProblem;
  /** A step was taken to bring a modem back. */
  "modem.recovery": OfModem & { details: { step: RecordedStep; times: number } };
  /** Something about a modem needs attention, though it works. */
  "modem.notice": OfModem & { notice: string };
  /** Somebody added a modem while the gateway ran. */
  "modem.added": ModemSetting & { details: { setting: string } };
  /** Somebody changed a modem; `pin` is there if its PIN is another. */
  "modem.changed": ModemSetting & { details: { before: string; after: string; pin?: string } };
  /** Somebody removed a modem. */
  "modem.removed": ModemSetting & { details: { setting: string } };
  /** The database keeps a modem that is not used, since another one has its name. */
  "modem.overridden": ModemProblem;
  /** Somebody had a modem started again by the API. */
  "modem.restarted": OfModem & ByClient;
  /** Somebody asked the network by USSD. */
  "modem.ussd": OfModem & ByClient;
  /** Somebody called a modem's number. */
  "call.incoming": OfModem & { number: string | undefined };
}

interface ModemSetting extends OfModem, ByUser {
  /** The client's; absent on the command line. */
  address?: string | undefined;
}

interface ModemProblem extends OfModem {
  /** What is wrong, in one sentence. */
  problem: string;
}

/** Steps of a modem's recovery that people are told of. */
export type RecordedStep = "start-again" | "reset" | "reopen" | "find" | "power";

export const MODEM_WORDINGS: Wordings<ModemEvents> = {
  "modem.ready": info(({ operator, technology, port }) => {
    const network = [operator, technology].filter((word) => word !== undefined).join(", ");
    const where = port === undefined ? "" : ` at ${port}`;
    return `The modem${where} is ready${network === "" ? "" : ` (${network})`}.`;
  }),
  "modem.searching": info(({ problem }) => problem),
  "modem.out-of-service": warning(({ problem }) => problem),
  "modem.gone": warning(({ problem }) => problem),
  "modem.stopped": warning(({ problem }) => problem),
  "modem.recovery": warning(({ details }) => STEPS[details.step]),
  "modem.notice": warning(({ notice }) => notice),
  "modem.added": info(({ details: { setting } }) => `The modem was added: ${setting}`),
  "modem.changed": info(({ details: { before, after, pin } }) =>
    pin !== undefined && before === after
      ? "The modem's PIN was changed"
      : `The modem was changed from ${before} to ${after}${pin === undefined ? "" : ", with another PIN"}`,
  ),
  "modem.removed": info(({ details: { setting } }) => `The modem was removed: ${setting}`),
  "modem.overridden": warning(({ problem }) => problem),
  "modem.restarted": info(() => "The modem is started again, as asked for"),
  "modem.ussd": info(() => "The network was asked by USSD"),
  "call.incoming": info(({ number }) => `${number ?? "An unknown number"} called`),
};

const STEPS: Readonly<Record<RecordedStep, string>> = {
  "start-again": "The modem is set up again.",
  reset: "The modem is restarted (AT+CFUN=1,1).",
  reopen: "The modem's port is closed and opened again.",
  find: "The modem was found under another device name.",
  power: "The modem's power is switched off and on.",
};
