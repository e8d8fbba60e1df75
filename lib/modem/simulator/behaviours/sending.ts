import { type EncodedPdu, encodeSubmit, PduError, type SubmitInput } from "../../../pdu/index.ts";
import type { Argument } from "../at/command-line.ts";
import { type Answer, cmsError, OK, type Prompt, type Reply, tell } from "../at/reply.ts";
import { decodeString, isGsm } from "../charset.ts";
import type { ModemContext } from "../context.ts";
import { type Memory, STORED_SENT, STORED_UNSENT } from "../storage.ts";
import { type GivenSubmit, readSubmit, submitPart } from "../submission.ts";
import { pduLength, statusNumber } from "../text-format.ts";
import { type Behaviour, choiceOf, numberOf } from "./behaviour.ts";

const NOT_ALLOWED = 302;
const INVALID_TEXT_PARAMETER = 305;
const INVALID_INDEX = 321;
const MEMORY_FULL = 322;
/** The longest TPDU of 23.040: 164 octets and the parameters in front of the user data. */
const LONGEST_PDU = 176;

const isReply = (value: GivenSubmit | EncodedPdu | Reply): value is Reply => "result" in value;

/** The relative validity octet of `AT+CSMP` in seconds, 23.040 §9.2.3.12.1. */
function validitySeconds(octet: number): number {
  if (octet <= 143) return (octet + 1) * 300;
  if (octet <= 167) return 43_200 + (octet - 143) * 1800;
  if (octet <= 196) return (octet - 166) * 86_400;
  return (octet - 192) * 604_800;
}

/** The PDU of a text typed at the prompt of text mode, by `AT+CSMP` and `AT+CSCS`. */
function composeText(modem: ModemContext, to: string, typed: string): EncodedPdu | Reply {
  const { messages, terminal } = modem.state;
  const { firstOctet, validity, protocol, dataCoding } = messages.text;
  const text = decodeString(typed, terminal.charset);
  const wantsUcs2 = (dataCoding & 0x0c) === 0x08 || !isGsm(text);
  const input: SubmitInput = {
    to,
    requestReport: (firstOctet & 0x20) !== 0,
    protocol,
    dcs: wantsUcs2 ? (dataCoding & ~0x0c) | 0x08 : dataCoding,
    userData: { alphabet: wantsUcs2 ? "ucs2" : "gsm7", text },
    ...((firstOctet & 0x18) === 0x10 ? { validity: { seconds: validitySeconds(validity) } } : {}),
  };
  try {
    return encodeSubmit(input);
  } catch (error) {
    if (error instanceof PduError) return cmsError(INVALID_TEXT_PARAMETER);
    throw error;
  }
}

/** Opens the prompt of `AT+CMGS` or `AT+CMGW`, and passes the input to `use`. */
function promptForSubmit(
  modem: ModemContext,
  address: Argument | undefined,
  use: (given: GivenSubmit) => Reply | Promise<Reply>,
): Answer {
  const textMode = modem.state.messages.format === 1;
  const prompt = (read: (input: string) => GivenSubmit | Reply): Prompt => ({
    prompt: true,
    textMode,
    submit(input) {
      const given = read(input);
      return isReply(given) ? given : use(given);
    },
  });
  if (textMode) {
    const to = decodeString(address?.text ?? "", modem.state.terminal.charset);
    if (!/^\+?[\d*#]+$/.test(to)) return cmsError(INVALID_TEXT_PARAMETER);
    return prompt((input) => {
      const composed = composeText(modem, to, input);
      return isReply(composed) ? composed : readSubmit(composed.pdu, composed.length);
    });
  }
  const length = numberOf(address);
  if (length === undefined || length < 1 || length > LONGEST_PDU) return cmsError(304);
  return prompt((input) => readSubmit(input, length));
}

const writeMemory = ({ state: { messages } }: ModemContext) => messages.memories.get(messages.selected[1]) as Memory;

/** 27.005 §3.5 and §4: send, send from a memory, write to a memory. */
export const sending: Behaviour = {
  name: "sending",
  commands: {
    "+CMGS": {
      needsSim: true,
      errors: "cms",
      set: (modem, [address]) => promptForSubmit(modem, address, (given) => submitPart(modem, given, "+CMGS")),
    },
    "+CMGW": {
      needsSim: true,
      errors: "cms",
      set(modem, [address, second, third]) {
        const named =
          modem.state.messages.format === 1 ? statusNumber(third?.text ?? "STO UNSENT") : numberOf(second, 2);
        return promptForSubmit(modem, address, (given) => {
          const status = named === STORED_SENT ? STORED_SENT : STORED_UNSENT;
          const index = writeMemory(modem).add({ kind: "submit", pdu: given.pdu, status });
          return index === undefined ? cmsError(MEMORY_FULL) : tell(`+CMGW: ${index}`);
        });
      },
    },
    "+CMSS": {
      needsSim: true,
      errors: "cms",
      async set(modem, [place]) {
        const stored = writeMemory(modem).get(numberOf(place) ?? -1);
        if (stored === undefined) return cmsError(INVALID_INDEX);
        if (stored.kind !== "submit") return cmsError(NOT_ALLOWED);
        const given = readSubmit(stored.pdu, pduLength(stored.pdu));
        if (isReply(given)) return given;
        const reply = await submitPart(modem, given, "+CMSS");
        if (reply.result === "ok") stored.status = STORED_SENT;
        return reply;
      },
    },
    "+CMMS": {
      errors: "cms",
      read: ({ state }) => tell(`+CMMS: ${state.messages.moreMessages}`),
      test: () => tell("+CMMS: (0,1,2)"),
      set({ state }, [mode]) {
        const value = choiceOf(mode, [0, 1, 2], 0);
        if (value === undefined) return cmsError(NOT_ALLOWED);
        state.messages.moreMessages = value;
        return OK;
      },
    },
    "+CMGF": {
      errors: "cms",
      read: ({ state }) => tell(`+CMGF: ${state.messages.format}`),
      test: () => tell("+CMGF: (0,1)"),
      set({ state }, [format]) {
        const value = choiceOf(format, [0, 1], 0);
        if (value === undefined) return cmsError(NOT_ALLOWED);
        state.messages.format = value as 0 | 1;
        return OK;
      },
    },
  },
};
