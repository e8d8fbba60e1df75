/** What `AT+CNMI=?` offers, 27.005 §3.4.1. */
export interface IndicationCapabilities {
  mode: readonly number[];
  deliver: readonly number[];
  broadcast: readonly number[];
  report: readonly number[];
  buffer: readonly number[];
}

/** How `+CUSD` carries text: in the charset chosen, as packed septets in hexadecimal, or as UCS2 in hexadecimal. */
type UssdForm = "charset" | "packed" | "ucs2";

interface UssdCapabilities {
  /** The only accepted form of a request. */
  request: UssdForm;
  answer: UssdForm;
  /** The answer comes before the OK of the request. */
  early: boolean;
  /** `<dcs>` follows the text. */
  coding: boolean;
  /** A blank follows each comma. */
  blanks: boolean;
  /** Stray text after the answer. */
  trash: string;
}

/** How `+CREG` and its like are written. */
interface RegistrationForm {
  /** The answer to `AT+CREG?` begins with `<n>`. */
  mode: boolean;
  /** Area and cell are in quotes. */
  quotes: boolean;
  /** Includes the access technology. */
  technology: boolean;
  /** One field more than 27.007 defines. */
  extra: string;
}

/** Lines about a call; `{id}` and `{seconds}` are filled in, `{cause}` is the network's (24.008 §10.5.4.11). */
interface CallLines {
  /** The vendor's command that switches them on; always on when left out. */
  switchedBy?: string;
  dialling?: string;
  ringing?: string;
  active?: string;
  ended?: string;
  /** NO CARRIER, BUSY and NO ANSWER are not sent. */
  insteadOfResults?: boolean;
}

/**
 * What a family of modems can do and how it answers: data, so that another family is another record. The behaviours
 * read it and never check a manufacturer's name.
 */
export interface ModemFamily {
  /** As `--profile` takes it. */
  name: string;
  /** One sentence for people who choose among the profiles. */
  about: string;
  manufacturer: string;
  model: string;
  revision: string;
  /** First eight digits of the IMEI (type allocation code). */
  typeAllocation: string;
  /** `AT+GCAP`. */
  capabilities: string;
  charsets: readonly string[];
  /** Charset after start. */
  charset: string;
  phonebook: { memories: readonly string[]; entries: number; numberLength: number; textLength: number };

  /** Slots by memory, the one used after start first. */
  memories: Readonly<Record<string, number>>;
  /** Name of a memory that shows all others as one, with consecutive slots. */
  allMemories?: string;
  firstIndex: number;
  /** Numbers that `AT+CPMS=` takes, and so pairs in its answer. */
  storagePlaces: 1 | 2 | 3;
  /** How `AT+CPMS=?` is written: brackets for each place, brackets around all of them, or none. */
  storageBrackets: "each" | "nested" | "none";
  /** `AT+CPMS=` answers how full the memories are. */
  storageUsage: boolean;
  /** The only memories that can be the third of `AT+CPMS=`, whatever its test form says. */
  receivingMemories?: readonly string[];
  /** How an empty slot is read: an error, or a bare OK. */
  emptySlot: "error" | "ok";
  /** `<alpha>` of a PDU's heading: nothing, two quotes, or not even its comma. */
  alpha: "empty" | "quoted" | "missing";
  listOrder: "ascending" | "descending";

  indications: IndicationCapabilities;
  /** `<service>` values of `AT+CSMS`. */
  messageServices: readonly number[];
  /** Memory that `+CMTI` and `+CDSI` name, when not the one that holds the message. */
  indicatedMemory?: string;
  /** Interval, in messages, at which `+CMTI` says `,-1`; 0 for never. */
  unknownIndexEvery: number;
  /** Sent when there was no room for a message; `{memory}` is filled in. */
  fullLine?: string;
  /** The vendor's command that switches it on and off; always on when left out. */
  fullLineSwitchedBy?: { command: string; initially: "0" | "1" };
  /** Memory for reports that are stored; the receiving one when left out. */
  reportMemory?: string;
  /** Reports are stored whatever `AT+CNMI` says. */
  storesReports: boolean;
  /** Reports that should be stored are lost. */
  losesStoredReports: boolean;
  /** Reports that should come directly are lost. */
  losesDirectReports: boolean;
  /** Reports that were stored are announced with `+CDSI`. */
  announcesReports: boolean;
  /** Accepts nothing from the network while a message is being sent. */
  deafWhileSending: boolean;
  /** Interval, in parts that the network has taken, at which one is answered with `+CMS ERROR: 500`; 0 for never. */
  falseErrorEvery: number;
  /** Number of parts after each start that are refused while the modem is on LTE. */
  refusalsOnLte: number;
  /** How long a part waits for a network before it is refused. */
  networkPatienceMs: number;
  /** OK follows right after the prompt. */
  okBehindPrompt: boolean;
  /** `AT+CSMP=` empties the number of the service centre. */
  csmpClearsSmsc: boolean;

  registration: RegistrationForm;
  ussd: UssdCapabilities;
  /** Whether it can call. */
  voice: boolean;
  callLines: CallLines;

  /** Printed when the modem has started, e.g. `RDY`. */
  bootLines: readonly string[];
  /** Printed when the SIM has become ready, e.g. `SMS Ready`. */
  readyLines: readonly string[];
  /** Silent until its first command. */
  silentAtFirst: boolean;
  /** Sent in turn, repeatedly, unless the vendor's command named here was set to 0. */
  chatter?: { everyMs: number; lines: readonly string[]; switchedBy?: string };
  /** No unsolicited line is sent after the vendor's `setting` was set to a value that is not in `unless`. */
  mutedBy?: { setting: string; unless: readonly string[] };
  /** From power on, or from the PIN, to the SIM's readiness. */
  simBusyMs: number;
  /** From the SIM's readiness to that of its messages, and to `readyLines`. */
  messagesReadyMs: number;
  /** From the SIM's readiness to registration. */
  registrationMs: number;
  /** Between a command's carriage return and its answer. */
  commandMs: number;
  /** Between `AT+CMGS=` and its prompt. */
  promptMs: number;

  /** Precedes every line of information. */
  lineLead: string;
  /** Errors under `AT+CMEE=1`: numbers, or the standard's texts. */
  errorForm: "numbers" | "words";
  /** Replaces every `+CME ERROR`. */
  equipmentError?: string;
  /** How an unknown command is refused, when not with ERROR. */
  unknownCommand?: string;
  /** Commands whose first answers after a start lack their OK, and how many do. */
  missingOks: Readonly<Record<string, number>>;
  /** Commands that the family lacks although the generic modem has them, e.g. `+CPINR`. */
  without: readonly string[];
}
