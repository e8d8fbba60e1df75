import { fromHex, packText, toHex, unpackText } from "../../../pdu/index.ts";
import { cmeError, ERROR, OK, type Reply, tell } from "../at/reply.ts";
import { decodeString, encodeString, isGsm } from "../charset.ts";
import type { ModemContext } from "../context.ts";
import type { UssdReply } from "../network/index.ts";
import { type Behaviour, choiceOf } from "./behaviour.ts";

const GSM_CODING = 15;
const UCS2_CODING = 72;

/** `"<str>",<dcs>`: in the form of the family, or as UCS2 where GSM 7-bit lacks a character. */
function answerText(modem: ModemContext, text: string): string[] {
  const { coding, answer } = modem.profile.ussd;
  const dcs = (value: number) => (coding ? [String(value)] : []);
  if (!isGsm(text)) return [`"${encodeString(text, "UCS2")}"`, ...dcs(UCS2_CODING)];
  if (answer === "packed") return [`"${toHex(packText(text))}"`, ...dcs(GSM_CODING)];
  const charset = answer === "ucs2" ? "UCS2" : modem.state.terminal.charset;
  return [`"${encodeString(text, charset)}"`, ...dcs(GSM_CODING)];
}

function answerLine(modem: ModemContext, { status, text }: UssdReply): string {
  const { blanks, trash } = modem.profile.ussd;
  const fields = text === "" ? [] : answerText(modem, text);
  return `+CUSD: ${[status, ...fields].join(blanks ? ", " : ",")}${trash}`;
}

/** The request; `undefined` when it is not in the only form that the family accepts. */
function requestText(modem: ModemContext, typed: string, coding: number): string | undefined {
  const isHexadecimal = /^(?:[0-9A-Fa-f]{2})+$/.test(typed);
  switch (modem.profile.ussd.request) {
    case "packed":
      return isHexadecimal ? unpackText(fromHex(typed)) : undefined;
    case "ucs2":
      return isHexadecimal && typed.length % 4 === 0 ? decodeString(typed, "UCS2") : undefined;
    case "charset":
      if (coding === UCS2_CODING && isHexadecimal) return decodeString(typed, "UCS2");
      return decodeString(typed, modem.state.terminal.charset);
    default:
      return modem.profile.ussd.request satisfies never;
  }
}

async function request(modem: ModemContext, typed: string, coding: number): Promise<Reply> {
  if (!modem.registered) return cmeError(30);
  const text = requestText(modem, typed, coding);
  if (text === undefined) return ERROR;
  const { latencyMs } = modem.network.settings;
  const answer = () => answerLine(modem, modem.link.ussd(text));
  if (modem.profile.ussd.early) {
    if (latencyMs > 0) await modem.clock.sleep(latencyMs);
    return tell(answer());
  }
  return {
    ...OK,
    after() {
      const say = () => modem.unsolicited(answer());
      if (latencyMs > 0) modem.clock.setTimer(latencyMs, say);
      else queueMicrotask(say);
    },
  };
}

/** 27.007 §7.15: USSD. */
export const supplementary: Behaviour = {
  name: "supplementary services",
  commands: {
    "+CUSD": {
      needsSim: true,
      read: () => tell("+CUSD: 1"),
      test: () => tell("+CUSD: (0-2)"),
      set(modem, [mode, text, coding]) {
        const value = choiceOf(mode, [0, 1, 2], 0);
        if (value === undefined) return cmeError(50);
        if (value === 2) {
          modem.link.cancelUssd();
          return OK;
        }
        return text === undefined ? OK : request(modem, text.text, Number(coding?.text ?? GSM_CODING));
      },
    },
  },
};
