import { decodeSubmit, PduError, type SubmitPdu } from "../../pdu/index.ts";
import { cmsError, type Reply, tell } from "./at/reply.ts";
import type { ModemContext } from "./context.ts";

/** 27.005 §3.2.5. */
const INVALID_PDU = 304;
const SMSC_UNKNOWN = 330;
const NO_NETWORK = 331;
const NETWORK_OUT_OF_ORDER = 38;
const UNKNOWN_ERROR = 500;
/** `<AcT>` of 27.007 §7.3. */
const LTE = 7;
/** 1 s between checks of a part that waits for a network. */
const NETWORK_LOOK_MS = 1_000;

/** A SUBMIT that a program handed over: as written, and as it reads. */
export interface GivenSubmit {
  pdu: string;
  submit: SubmitPdu;
}

/**
 * Reads the input between prompt and Ctrl-Z. A modem checks only the length, and a network reads what it can: a PDU
 * with an address and user data is accepted.
 *
 * @param length  what `AT+CMGS=` announced: octets without the SMSC
 * @returns the error of 27.005 when nobody could send it
 */
export function readSubmit(input: string, length: number): GivenSubmit | Reply {
  const pdu = input.replace(/\s/g, "").toUpperCase();
  const smscOctets = Number.parseInt(pdu.slice(0, 2), 16);
  if (!/^(?:[0-9A-F]{2})+$/.test(pdu) || pdu.length / 2 - 1 - smscOctets !== length) return cmsError(INVALID_PDU);
  try {
    const submit = decodeSubmit(pdu, { tolerant: true });
    return submit.to.number === "" || lacksUserData(submit) ? cmsError(INVALID_PDU) : { pdu, submit };
  } catch (error) {
    if (error instanceof PduError) return cmsError(INVALID_PDU);
    throw error;
  }
}

/** User data was announced, but the PDU ended before it. */
const lacksUserData = ({ userData, remarks = [] }: SubmitPdu) =>
  userData.text === "" && remarks.some((remark) => /^TP-UD: .* 0 left$/.test(remark));

/**
 * Sends one part and answers `+CMGS: mr` once the network has taken it.
 *
 * ```
 * PDU ─▶ fault "submit" ─▶ time on the air ─▶ network takes it ─▶ fault "taken" ─▶ +CMGS ─▶ delivery begins
 * ```
 *
 * @throws what a fault's behaviour throws
 */
export async function submitPart(modem: ModemContext, given: GivenSubmit, command: "+CMGS" | "+CMSS"): Promise<Reply> {
  const { radio } = modem.state;
  const refused = await modem.faults.at("submit", command);
  if (refused?.reply) return refused.reply;
  await networkFound(modem);
  if (!modem.registered) return cmsError(NO_NETWORK);
  if (given.submit.smsc === undefined && modem.state.messages.smsc === "") return cmsError(SMSC_UNKNOWN);
  radio.transmitting = true;
  try {
    if (modem.submissionMs > 0) await modem.clock.sleep(modem.submissionMs);
    const reply = await handOver(modem, given, command);
    if (!modem.profile.deafWhileSending) return reply;
    const after = () => {
      reply.after?.();
      modem.link.retry();
    };
    return { ...reply, after };
  } finally {
    radio.transmitting = false;
  }
}

/** Resolves once there is a network, or after the modem's longest wait for one. */
async function networkFound(modem: ModemContext): Promise<void> {
  const { clock } = modem;
  const giveUpAt = clock.now() + modem.profile.networkPatienceMs;
  while (!modem.registered && clock.now() < giveUpAt) await clock.sleep(NETWORK_LOOK_MS);
}

async function handOver(modem: ModemContext, given: GivenSubmit, command: "+CMGS" | "+CMSS"): Promise<Reply> {
  const { messages, radio } = modem.state;
  // The signal may have gone while the part was on the air.
  if (!modem.registered) return cmsError(NO_NETWORK);
  if (radio.technology === LTE && radio.refusedOnLte < modem.profile.refusalsOnLte) {
    radio.refusedOnLte++;
    return cmsError(NETWORK_OUT_OF_ORDER);
  }
  const { reference } = messages;
  const submission = modem.link.submit(given.submit, { pdu: given.pdu, reference });
  if ("refused" in submission) return cmsError(submission.refused);
  messages.reference = (reference + 1) & 0xff;
  const effect = await modem.faults.at("taken", command);
  if (effect?.release) {
    const reported = modem.reception.nextReport();
    submission.release();
    if (given.submit.requestReport) await reported;
  }
  messages.taken++;
  const { falseErrorEvery } = modem.profile;
  if (falseErrorEvery > 0 && messages.taken % falseErrorEvery === 0) {
    return { ...cmsError(UNKNOWN_ERROR), after: submission.release };
  }
  const usual = submission.silent ? ({ result: "silence" } as const) : tell(`${command}: ${reference}`);
  return { ...(effect?.reply ?? usual), after: submission.release };
}
