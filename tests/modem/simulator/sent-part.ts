import { encodeText } from "../../../lib/pdu/index.ts";
import type { Bench } from "../../support/at-console.ts";

/** A message of one part, with a report asked for. */
export const part = encodeText({ to: "+4917012345678", text: "hello", requestReport: true })[0] ?? {
  pdu: "",
  length: 0,
};

/** Sends {@link part}; gives what the modem answers. */
export async function send({ console }: Bench): Promise<string> {
  await console.ask(`AT+CMGS=${part.length}`);
  return console.submit(part.pdu);
}
