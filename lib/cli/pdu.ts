import {
  allowedLanguages,
  COMMON_SETTINGS,
  type LanguageChoice,
  parseDuration,
  parseLanguages,
  parseOneOf,
  parseText,
  parseWhole,
} from "../config/index.ts";
import {
  type Address,
  decodePdu,
  encodeText,
  fromHex,
  type Pdu,
  PduError,
  type TextSubmit,
  toHex,
  type UserData,
} from "../pdu/index.ts";
import { no } from "../result.ts";
import { type Command, defineCommand } from "./command.ts";
import type { CommandIo } from "./io.ts";
import { option, text, toggle } from "./options.ts";

const KINDS = ["deliver", "submit", "status-report"] as const;
type Kind = (typeof KINDS)[number];

const decodeFlags = {
  kind: option<Kind>("kind", KINDS.join("|"), {
    documentation: "Type of the PDU; by default what its first octet says.",
    parse: parseOneOf(KINDS),
  }),
  noSmsc: toggle("no-smsc", "The PDU begins with its first octet instead of the service centre."),
};

const encodeFlags = {
  to: option("to", "NUMBER", {
    documentation: "Recipient; an international number begins with +.",
    parse: parseText,
  }),
  text: text("text", "TEXT", "The message."),
  flash: toggle("flash", "Class 0: shown immediately."),
  report: toggle("report", "Ask for a delivery report."),
  validity: option("validity", "TIME", {
    documentation: "How long the network tries to deliver, such as 12h or 1d.",
    parse: parseDuration,
  }),
  reference: option("reference", "N", {
    documentation: "Reference that joins the parts of a long message, 0 to 65535; above 255 it takes 16 bits.",
    parse: parseWhole(0, 65_535),
  }),
  languages: option<LanguageChoice>("languages", "LIST", {
    documentation: "National language tables that may be used: none (default), all, or languages such as tr,es.",
    parse: (text) => (text === "auto" ? no("must be none, all or languages such as tr,es") : parseLanguages(text)),
  }),
};

/** `aldis pdu decode` and `aldis pdu encode`: what travels over a modem, as JSON. */
export const pduCommands: readonly Command[] = [
  defineCommand({
    path: ["pdu", "decode"],
    operands: ["HEX"],
    summary: "show what is in a PDU, as JSON",
    details:
      "Oddities of a PDU, such as octets after its end, are shown as remarks. If it cannot be decoded: exit status 1, and an error with the field and the octet where decoding failed.",
    settings: COMMON_SETTINGS,
    ignoresSettings: true,
    flags: decodeFlags,
    async run({ flags, operands: [hex = ""], io }) {
      const smsc = flags.noSmsc !== true;
      const pdu = hex.trim();
      return printed(io, () => shown(decodePdu(pdu, { kind: flags.kind ?? kindOf(pdu, smsc), smsc, tolerant: true })));
    },
  }),
  defineCommand({
    path: ["pdu", "encode"],
    operands: [],
    summary: "encode a text into PDUs, as JSON",
    details: "Prints an array with one PDU per part and its length as AT+CMGS= expects it.",
    settings: COMMON_SETTINGS,
    ignoresSettings: true,
    flags: encodeFlags,
    required: ["to", "text"],
    async run({ flags, io }) {
      const submit: TextSubmit = {
        to: flags.to ?? "",
        text: flags.text ?? "",
        flash: flags.flash === true,
        requestReport: flags.report === true,
        // No telephone is known here that "auto" could follow.
        languages: allowedLanguages(flags.languages ?? [], ""),
      };
      if (flags.validity !== undefined) submit.validitySeconds = Math.ceil(flags.validity / 1000);
      if (flags.reference !== undefined) submit.reference = flags.reference;
      return printed(io, () => encodeText(submit).map(({ pdu, length }) => ({ pdu, length })));
    },
  }),
];

/** Prints what `make` gives, or the error of the PDU. */
function printed(io: CommandIo, make: () => unknown): number {
  try {
    io.out.write(`${JSON.stringify(make(), undefined, 2)}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof PduError)) throw error;
    const { kind, field, offset, message } = error;
    io.out.write(`${JSON.stringify({ error: { kind, field, offset, message } }, undefined, 2)}\n`);
    return 1;
  }
}

/** What the message type indicator says (23.040 §9.2.3.1), taken as what a telephone sends or receives. */
function kindOf(hex: string, smsc: boolean): Kind {
  const octets = fromHex(hex);
  const first = octets[smsc ? 1 + (octets[0] ?? 0) : 0] ?? 0;
  return (["deliver", "submit", "status-report", "deliver"] as const)[first & 3] ?? "deliver";
}

/** The fields as people read them, in the order in which they look. Absent ones are left out. */
function shown(pdu: Pdu): Record<string, unknown> {
  return {
    kind: pdu.kind,
    smsc: pdu.smsc && shownAddress(pdu.smsc),
    ...(pdu.kind === "deliver" ? { from: shownAddress(pdu.from) } : { to: shownAddress(pdu.to) }),
    ...(pdu.kind === "deliver" ? {} : { reference: pdu.reference }),
    ...(pdu.kind === "submit" ? {} : { timestamp: pdu.timestamp }),
    ...(pdu.kind === "status-report" ? { dischargedAt: pdu.dischargedAt, status: pdu.status } : {}),
    alphabet: pdu.userData?.alphabet,
    ...(pdu.kind === "status-report" ? {} : { class: pdu.class }),
    ...(pdu.userData && shownUserData(pdu.userData)),
    ...(pdu.kind === "submit" ? { validity: pdu.validity } : {}),
    protocol: pdu.protocol,
    ...(pdu.kind === "submit" ? { requestReport: pdu.requestReport } : {}),
    remarks: pdu.remarks,
  };
}

const shownAddress = ({ number, type }: Address) => ({ number, type });

function shownUserData({ text, data, concat, ports, language }: UserData): Record<string, unknown> {
  return {
    text,
    data: data && toHex(data),
    concat: concat && { reference: concat.reference, total: concat.total, part: concat.part },
    ports,
    language,
  };
}
