import { decodeDataCoding } from "./data-coding.ts";
import { ELEMENT } from "./header.ts";
import type { DeliverPdu, MessageWaiting } from "./types.ts";

const INDICATIONS = ["voicemail", "fax", "email", "other"] as const;

/**
 * What a DELIVER says about messages that wait elsewhere; empty for an ordinary message. The first of these that
 * is present decides: the element of the user-data header (23.040 §9.2.3.24.2, which overrides the TP-DCS), the TP-DCS
 * groups of 23.038 §4, and the voice-mail address of CPHS 4.2 §B.4.2, which older networks send.
 */
export function messageWaitingOf(deliver: DeliverPdu): MessageWaiting[] {
  const elements = (deliver.userData.elements ?? []).filter(
    (element) => element.id === ELEMENT.messageWaiting && element.data.length === 2,
  );
  if (elements.length > 0) {
    return elements.map(({ data }) => ({
      indication: INDICATIONS[data[0]! & 3]!,
      active: data[1]! > 0,
      store: (data[0]! & 0x80) !== 0,
      count: data[1]!,
    }));
  }
  const { messageWaiting } = decodeDataCoding(deliver.dcs);
  if (messageWaiting !== undefined) return [messageWaiting];
  return cphsIndication(deliver);
}

/**
 * CPHS sends an alphanumeric address of two septets. Read as text, the first is `_` to set the indication and `Δ` to
 * clear it; the second is `@` for line 1 and `£` for line 2.
 */
function cphsIndication({ from }: DeliverPdu): MessageWaiting[] {
  const found = from.type === "alphanumeric" ? /^([_Δ])[@£]$/.exec(from.number) : null;
  return found === null ? [] : [{ indication: "voicemail", active: found[1] === "_", store: false }];
}
