import type { WordKey } from "../words/index.ts";
import { t } from "../words/index.ts";
import { said } from "../words/said.ts";

/** What errors of modems and networks mean, in words; the numbers are those of the standards. */

/** 3GPP TS 27.005 §3.2.5 with 24.011 annex E: why a message was not taken. */
const CMS: readonly (readonly [codes: readonly number[], means: Meaning])[] = [
  [[1, 28, 30], "unassigned"],
  [[8, 10, 50], "barred"],
  [[21], "refused"],
  [[22], "full"],
  [[27], "off"],
  [[29, 69], "facility"],
  [[38, 41, 42, 47, 331], "network"],
  [[81, 95, 96, 97, 98, 99, 111, 127, 304, 305], "format"],
  [[300, 301, 302, 303], "modem"],
  [[310], "simMissing"],
  [[311, 312, 316, 317, 318], "simLocked"],
  [[313, 315], "simBroken"],
  [[314], "simBusy"],
  [[208, 209, 211, 320, 321, 322], "storage"],
  [[330], "centre"],
  [[332, 340, 500, 512], "doubt"],
];

/** 3GPP TS 27.007 §9.2: the same of modems that answer so. */
const CME: typeof CMS = [
  [[3, 4], "modem"],
  [[5, 6, 7, 11, 12, 16, 17, 18], "simLocked"],
  [[10], "simMissing"],
  [[13, 15], "simBroken"],
  [[14], "simBusy"],
  [[20, 23], "storage"],
  [[30, 32], "network"],
  [[31, 100], "doubt"],
];

/** TP-Status, 3GPP TS 23.040 §9.2.3.15: what became of it on its way to the recipient. */
const STATUS: readonly (readonly [codes: readonly number[], means: Meaning])[] = [
  [[1], "forwarded"],
  [[2], "replaced"],
  [[32, 42, 96], "network"],
  [[33, 97], "busy"],
  [[34, 98], "off"],
  [[35, 99], "serviceRefused"],
  [[36, 68, 100], "quality"],
  [[37, 101], "off"],
  [[64, 65, 69], "format"],
  [[66], "recipientRefused"],
  [[67], "unassigned"],
  [[70], "tooLate"],
  [[71, 72], "withdrawn"],
  [[73], "lost"],
];

type Meaning =
  | "barred"
  | "busy"
  | "centre"
  | "doubt"
  | "facility"
  | "format"
  | "forwarded"
  | "full"
  | "lost"
  | "modem"
  | "network"
  | "off"
  | "quality"
  | "recipientRefused"
  | "refused"
  | "replaced"
  | "serviceRefused"
  | "simBroken"
  | "simBusy"
  | "simLocked"
  | "simMissing"
  | "storage"
  | "tooLate"
  | "unassigned"
  | "withdrawn";

const meaningOf = (table: typeof CMS, code: number): string | undefined => {
  const means = table.find(([codes]) => codes.includes(code))?.[1];
  if (means === undefined) return undefined;
  const key: WordKey = `messages.because.${means}`;
  return t(key);
};

/** How the gateway's own sentences begin, and what they say. */
const SENTENCES: readonly (readonly [RegExp, WordKey])[] = [
  [/^the PDU was written|^the modem answered with nothing/, "messages.because.doubt"],
  [/^the modem does not answer|was not answered in time|^the prompt /, "messages.because.silent"],
  [/^the port |^the modem is (started again|being stopped)|^the modem was started again/, "messages.because.gone"],
  [/^the modem has restarted/, "messages.because.gone"],
  [/^busy$/, "messages.because.engaged"],
  [/^no answer$/, "messages.because.unanswered"],
  [/^ringing seen$/, "messages.because.rang"],
  [/^answered$/, "messages.because.answered"],
  [/^the network does not allow the call/, "messages.because.callBarred"],
  [/^Telegram cannot be reached|^the connection to Telegram broke/, "messages.because.telegramAway"],
  [/^outcome unknown: sent again/, "messages.because.sentAgainInDoubt"],
  [/^outcome unknown: taken as sent/, "messages.because.takenAsSent"],
  [/^the gateway that (was sending|held) it ended/, "messages.because.gatewayEnded"],
  [/^the network had it already/, "messages.because.hadAlready"],
  [/^the first parts went by the SIM/, "messages.because.otherSim"],
  [/^the SIM of its first parts has not come back/, "messages.because.otherSim"],
];

const withCode = (words: string | undefined, name: string, code: number): string =>
  words === undefined ? t("messages.codeUnknown", { code: `${name} ${code}` }) : `${words} (${name} ${code})`;

/** Why, as a colleague says it: a sentence without its full stop. What the page does not know is shown as the gateway says it. */
export function reasonOf(detail: string): string {
  const last = /^(.*) \(attempt (\d+), the last\)$/s.exec(detail);
  if (last !== null) return `${reasonOf(last[1] ?? "")}; ${t("messages.lastAttempt", { count: Number(last[2]) })}`;
  const cms = /CMS ERROR: ?(\d+)/.exec(detail);
  if (cms !== null) return withCode(meaningOf(CMS, Number(cms[1])), "CMS", Number(cms[1]));
  const cme = /CME ERROR: ?(\d+)/.exec(detail);
  if (cme !== null) return withCode(meaningOf(CME, Number(cme[1])), "CME", Number(cme[1]));
  const onward = /^(.*): goes on by (SMS|Telegram)$/s.exec(detail);
  if (onward !== null) {
    return `${reasonOf(onward[1] ?? "")}; ${t("messages.goesOn", { channel: onward[2] ?? "" })}`;
  }
  const known = SENTENCES.find(([pattern]) => pattern.test(detail));
  if (known !== undefined) return t(known[1]);
  const words = said(detail);
  return words === detail ? t("messages.gatewaySays", { words }) : words.replace(/\.$/, "");
}

/** What a delivery report says, when it is one. */
export function reportOf(detail: string): string | undefined {
  const report = /^report( for the earlier try)?: [\w-]+, status (\d+)/.exec(detail);
  if (report === null) return undefined;
  const code = Number(report[2]);
  return code === 0 ? "" : withCode(meaningOf(STATUS, code), "TP-Status", code);
}
