import { fromHex, packText, toHex, unpackText } from "../../../pdu/index.ts";
import { cmeError, OK, type Reply, tell } from "../at/reply.ts";
import { decodeString, encodeString, isGsm } from "../charset.ts";
import { type Behaviour, choiceOf, type ModemContext } from "./behaviour.ts";

const GSM_CODING = 15;
const UCS2_CODING = 72;

/** `"<str>",<dcs>`: in the program's charset, packed, or as UCS2 where GSM 7-bit lacks a character. */
function ussdText(modem: ModemContext, text: string): string {
  if (!isGsm(text)) return `"${encodeString(text, "UCS2")}",${UCS2_CODING}`;
  if (modem.profile.ussd === "packed") return `"${toHex(packText(text))}",${GSM_CODING}`;
  return `"${encodeString(text, modem.state.terminal.charset)}",${GSM_CODING}`;
}

function request(modem: ModemContext, typed: string, coding: number | undefined): Reply {
  if (!modem.registered) return cmeError(30);
  const hexadecimal = /^(?:[0-9A-Fa-f]{2})+$/.test(typed);
  let text = decodeString(typed, modem.state.terminal.charset);
  if (coding === UCS2_CODING && hexadecimal) text = decodeString(typed, "UCS2");
  else if (modem.profile.ussd === "packed" && hexadecimal) text = unpackText(fromHex(typed));
  return {
    ...OK,
    after() {
      const answer = () => {
        const reply = modem.link.ussd(text);
        modem.unsolicited(`+CUSD: ${reply.status}${reply.text === "" ? "" : `,${ussdText(modem, reply.text)}`}`);
      };
      const { latencyMs } = modem.network.settings;
      if (latencyMs > 0) modem.clock.setTimer(latencyMs, answer);
      else queueMicrotask(answer);
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
