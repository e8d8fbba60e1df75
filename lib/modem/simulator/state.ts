import type { Registration } from "../types.ts";
import type { ModemFamily } from "./profiles/family.ts";
import { createAllMemories, createMemory, type Memory } from "./storage.ts";

/** `CPIN` of 27.007 §8.3, and a slot without a card. */
export type SimCondition = "ready" | "pin" | "puk" | "absent" | "failure";

export interface SimState {
  condition: SimCondition;
  /** The card does not answer before this time (errors 14, 314). */
  busyUntil: number;
  /** Its messages cannot be listed before this time. */
  messagesBusyUntil: number;
  pin: string;
  puk: string;
  /** Whether the card asks for its PIN at the next start. */
  pinEnabled: boolean;
  pinAttempts: number;
  pukAttempts: number;
  imsi: string;
  iccid: string;
}

interface RadioState {
  /** `AT+CFUN`. */
  functionality: 0 | 1 | 4;
  /** What the network would grant; the effective state is {@link SimulatedModem.registered}. */
  registration: Registration;
  /** The modem is still searching before this time. */
  searchingUntil: number;
  /** -113 to -51; undefined when there is none. */
  signalDbm: number | undefined;
  operator: { name: string; shortName: string; plmn: string };
  /** `<AcT>` of 27.007 §7.3: 0 GSM, 2 UTRAN, 7 E-UTRAN. */
  technology: number;
  area: string;
  cell: string;
  operatorMode: number;
  operatorFormat: 0 | 1 | 2;
  /** A part is on the air. */
  transmitting: boolean;
  /** Parts that were refused since the start because the modem was on LTE. */
  refusedOnLte: number;
  /** `<n>` of CREG, CGREG, CEREG. */
  reports: Record<"+CREG" | "+CGREG" | "+CEREG", number>;
}

interface TerminalState {
  echo: boolean;
  /** Echo stays on even after `ATE0`. */
  echoLocked: boolean;
  /** It neither reads nor answers, until `AT+CFUN=1,1` or a power cycle. */
  hung: "reset" | "power" | undefined;
  /** It sends lines all the time. */
  chatters: boolean;
  verbose: boolean;
  quiet: boolean;
  errorFormat: 0 | 1 | 2;
  registers: Map<number, number>;
  charset: string;
}

interface MessageMemoryState {
  /** `AT+CMGF`: 0 PDU, 1 text. */
  format: 0 | 1;
  /** `AT+CSMS`. */
  service: number;
  indications: { mode: number; deliver: number; broadcast: number; report: number; buffer: number };
  /** The program has said what it wants to be told of, and the modem still tells it. */
  hasIndications: boolean;
  /** `AT+CMMS`. */
  moreMessages: number;
  smsc: string;
  /** `AT+CSMP`: first octet, validity period, protocol, data coding. */
  text: { firstOctet: number; validity: number; protocol: number; dataCoding: number };
  showHeader: boolean;
  broadcast: { mode: number; identifiers: string; codings: string };
  memories: Map<string, Memory>;
  /** Names of mem1 (read, delete), mem2 (write, send) and mem3 (receive). */
  selected: [string, string, string];
  /** TP-MR of the next part, 0–255. */
  reference: number;
  /** Parts that the network has taken. */
  taken: number;
}

interface CallState {
  /** `AT+CLIP`, `AT+COLP`, `AT+CRC`. */
  showCaller: number;
  showConnected: number;
  extendedRing: number;
}

export interface PhonebookEntry {
  number: string;
  type: number;
  text: string;
}

/** Everything that a command, a fault or the control API can change. The modem owns it. */
export interface SimulatedState {
  number: string;
  imei: string;
  terminal: TerminalState;
  sim: SimState;
  radio: RadioState;
  messages: MessageMemoryState;
  calls: CallState;
  phonebook: { selected: string; memories: Map<string, Map<number, PhonebookEntry>> };
  /** Settings of vendors' commands, by name. */
  vendor: Map<string, string>;
  /** The offset that `AT+CCLK=` gave the modem's clock. */
  clockOffsetMs: number;
}

interface StateOptions {
  number: string;
  /** Asked for at each start when given. */
  pin?: string | undefined;
  /** Makes IMEI, IMSI and ICCID of several modems differ. 0–99999. */
  serial: number;
}

export function createModemState(profile: ModemFamily, options: StateOptions): SimulatedState {
  const serial = String(options.serial).padStart(5, "0");
  const memories = memoriesOf(profile);
  const first = Object.keys(profile.memories)[0] ?? "SM";
  return {
    number: options.number,
    imei: withCheckDigit(`${profile.typeAllocation}0${serial}`),
    terminal: freshTerminal(profile),
    sim: {
      condition: options.pin === undefined ? "ready" : "pin",
      busyUntil: 0,
      messagesBusyUntil: 0,
      pin: options.pin ?? "0000",
      puk: "12345678",
      pinEnabled: options.pin !== undefined,
      pinAttempts: 3,
      pukAttempts: 10,
      imsi: `0010100000${serial}`,
      iccid: withCheckDigit(`8949000000000${serial}`),
    },
    radio: {
      functionality: 1,
      registration: "home",
      searchingUntil: 0,
      signalDbm: -75,
      operator: { name: "Aldis Test Network", shortName: "Aldis", plmn: "00101" },
      technology: 7,
      area: "1A2B",
      cell: "00C0FFEE",
      operatorMode: 0,
      operatorFormat: 0,
      transmitting: false,
      refusedOnLte: 0,
      reports: { "+CREG": 0, "+CGREG": 0, "+CEREG": 0 },
    },
    messages: { ...freshMessages(), memories, selected: [first, first, first], reference: 0, taken: 0 },
    calls: { showCaller: 0, showConnected: 0, extendedRing: 0 },
    phonebook: {
      selected: profile.phonebook.memories[0] ?? "SM",
      memories: new Map(profile.phonebook.memories.map((name) => [name, new Map()])),
    },
    vendor: new Map(),
    clockOffsetMs: 0,
  };
}

function memoriesOf({ memories, firstIndex, allMemories, reportMemory }: ModemFamily): Map<string, Memory> {
  const all = Object.entries(memories).map(([name, total]) => createMemory(name, { total, firstIndex }));
  const byName = new Map(all.map((memory) => [memory.name, memory]));
  if (allMemories === undefined) return byName;
  const seen = all.filter(({ name }) => name !== reportMemory);
  return byName.set(allMemories, createAllMemories(allMemories, seen, firstIndex));
}

/** The terminal's settings after `ATZ`, `AT&F` and a start. */
export function freshTerminal(profile: ModemFamily): TerminalState {
  return {
    echo: true,
    echoLocked: false,
    hung: undefined,
    chatters: false,
    verbose: true,
    quiet: false,
    errorFormat: 0,
    registers: new Map([
      [0, 0],
      [3, 13],
      [4, 10],
      [5, 8],
      [6, 2],
      [7, 60],
      [8, 2],
      [10, 15],
    ]),
    charset: profile.charset,
  };
}

/** The message settings after a start; memories and the reference are kept. */
export function freshMessages(): Omit<MessageMemoryState, "memories" | "selected" | "reference" | "taken"> {
  return {
    format: 0,
    service: 0,
    indications: { mode: 0, deliver: 0, broadcast: 0, report: 0, buffer: 0 },
    hasIndications: false,
    moreMessages: 0,
    smsc: "+491710760000",
    text: { firstOctet: 17, validity: 167, protocol: 0, dataCoding: 0 },
    showHeader: false,
    broadcast: { mode: 0, identifiers: "", codings: "" },
  };
}

/** Luhn, as IMEI and ICCID end. */
function withCheckDigit(digits: string): string {
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits[digits.length - 1 - at]);
    const doubled = at % 2 === 0 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return digits + String((10 - (sum % 10)) % 10);
}
