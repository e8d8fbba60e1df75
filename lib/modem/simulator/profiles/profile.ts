/** What `AT+CNMI=?` offers, 27.005 §3.4.1. */
export interface IndicationCapabilities {
  mode: readonly number[];
  deliver: readonly number[];
  broadcast: readonly number[];
  report: readonly number[];
  buffer: readonly number[];
}

/**
 * What a family of modems can do and how it says so: data, so that another family is another record.
 *
 * The behaviours read it and never ask for a manufacturer's name.
 */
export interface Profile {
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
  /** Slots by memory, the one used after start first. */
  memories: Readonly<Record<string, number>>;
  firstIndex: number;
  /** Numbers that `AT+CPMS=` takes, and so pairs in its answer. */
  storagePlaces: 2 | 3;
  indications: IndicationCapabilities;
  /** `<service>` values of `AT+CSMS`. */
  messageServices: readonly number[];
  charsets: readonly string[];
  /** Charset after start. */
  charset: string;
  /** How `+CUSD` carries text: in the charset chosen, or always as packed septets in hexadecimal. */
  ussd: "charset" | "packed";
  phonebook: { memories: readonly string[]; entries: number; numberLength: number; textLength: number };
  /** Printed when the modem has started, e.g. `RDY`. */
  bootLines: readonly string[];
  /** Printed when the SIM has become ready, e.g. `SMS Ready`. */
  readyLines: readonly string[];
  /** From power on, or from the PIN, to the SIM's readiness. */
  simBusyMs: number;
  /** From the SIM's readiness to registration. */
  registrationMs: number;
  /** Between a command's carriage return and its answer. */
  commandMs: number;
  /** Between `AT+CMGS=` and its prompt. */
  promptMs: number;
  /** Commands that the family lacks although the generic modem has them, e.g. `+CPINR`. */
  without: readonly string[];
  /** How an unknown command is refused, when not with ERROR. */
  unknownCommand?: string;
  /** How an empty slot is read: an error, or a bare OK. */
  emptySlot: "error" | "ok";
}
