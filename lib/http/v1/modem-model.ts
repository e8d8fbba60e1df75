import { type Static, Type } from "@sinclair/typebox";
import { defined } from "../../defined.ts";
import type { ModemSettings, ModemState, ModemStatus, RecoveryStep, Registration } from "../../modem/index.ts";
import { named, oneOf } from "../plumbing/schemas.ts";
import { etagOf } from "./etag.ts";
import { showInstant } from "./schemas.ts";

const SOURCES = ["default", "command-line", "environment", "file", "database"] as const;

/** A modem and its settings. */
export interface ModemView {
  status: ModemStatus;
  source: (typeof SOURCES)[number];
  givenBy?: string;
  settings: Omit<ModemSettings, "pin">;
  hasPin: boolean;
  /** Of a stored one: another after each change. */
  version?: string;
}

/** Every state of a modem. */
export const MODEM_STATES = [
  "starting",
  "ready",
  "searching",
  "out-of-service",
  "gone",
  "stopped",
] as const satisfies ModemState[];
export const isModemState = (text: string): text is ModemState => MODEM_STATES.some((state) => state === text);

const REGISTRATIONS = [
  "home",
  "roaming",
  "searching",
  "denied",
  "emergency-only",
  "no-sms",
  "not-registered",
  "unknown",
] as const satisfies Registration[];

const optional = (description: string) => Type.Optional(Type.String({ description }));
const count = (description: string) => Type.Optional(Type.Integer({ description }));
const closed = { additionalProperties: false } as const;
const budget = count("Parts that its SIM may send; 0: any number.");

/** A modem as people see it. */
export const ModemModel = named(
  "Modem",
  Type.Object(
    {
      name: Type.String(),
      source: oneOf(SOURCES, {
        description: "What says that it is there. Only those of the `database` can be changed through the API.",
      }),
      state: oneOf(MODEM_STATES),
      since: Type.String({ format: "date-time", description: "When the state last changed." }),
      problem: optional("What is wrong and what to do, while it is not ready."),
      notice: optional("What is wrong and what to do, while it works all the same."),
      pool: optional("The pool that it belongs to."),
      operator: optional("As the network calls itself."),
      technology: optional("Of the radio link."),
      registration: oneOf(REGISTRATIONS, { description: "By 3GPP TS 27.007 §7.2." }),
      signalDbm: Type.Optional(Type.Number({ description: "Strength of the signal." })),
      recoveries: Type.Optional(
        Type.Object(
          {
            drain: count("The rest of an answer was read and dropped."),
            "start-again": count("It was set up again."),
            reset: count("`AT+CFUN=1,1`."),
            reopen: count("The port was closed and opened."),
            find: count("It was found under another device name."),
            power: count("Its power was switched off and on."),
          } satisfies Record<RecoveryStep, unknown>,
          { ...closed, description: "How often it was brought back since the gateway started." },
        ),
      ),
      givenBy: optional("The option, the variable, or the file and its key. For holders of `sim`, as are all below."),
      setting: optional("As `--modem` has it, without the PIN."),
      device: optional("`/dev/…`, `tcp://host:port`, `auto` (found on USB) or `simulated`."),
      baud: count("Speed of a serial line."),
      hasPin: Type.Optional(Type.Boolean({ description: "Its setting holds a PIN, which is never shown." })),
      perMinute: budget,
      perHour: budget,
      perDay: budget,
      perMonth: budget,
      profile: optional("What a simulated modem simulates."),
      number: optional("Its own, where it was given."),
      port: optional("The device that its port was last found at."),
      identity: Type.Optional(
        Type.Object(
          { manufacturer: Type.String(), model: Type.String(), revision: Type.String(), imei: Type.String() },
          closed,
        ),
      ),
      sim: Type.Optional(
        Type.Object({ imsi: optional("IMSI."), iccid: optional("ICCID."), smsc: optional("Service centre.") }, closed),
      ),
      simLock: optional("What the SIM last waited for, as `AT+CPIN?` says it."),
      dialect: Type.Optional(
        Type.Object(
          {
            name: Type.String(),
            cnmi: optional("Accepted `AT+CNMI` settings."),
            csms: Type.Optional(Type.Integer()),
            storage: optional("Accepted storage."),
          },
          closed,
        ),
      ),
    },
    closed,
  ),
);

/** What a modem looks like to those who may send. */
export const MODEM_EXAMPLE: Static<typeof ModemModel> = {
  name: "ttyUSB2",
  source: "command-line",
  state: "ready",
  since: "2026-01-31T07:00:00.000Z",
  operator: "Telekom.de",
  technology: "LTE",
  registration: "home",
  signalDbm: -83,
};

/** The path of one modem. */
export const modemName = Type.Object({ name: Type.String({ maxLength: 100, description: "The modem's name." }) });

/** Stands for a modem's settings alone: its state changes all the time, and is nobody's to write. */
export const modemEtag = (version: string): string => etagOf(["modem", version]);

/** A modem as people see it; its settings, device and SIM only for holders of `sim`. */
export function showModem(modem: ModemView, { withSim }: { withSim: boolean }): Static<typeof ModemModel> {
  const { name, state, since, problem, notice, pool, operator, technology, registration, signalDbm } = modem.status;
  const { spec, port, identity, sim, simLock, dialect, recoveries } = modem.status;
  return {
    name,
    source: modem.source,
    state,
    since: showInstant(since),
    registration,
    ...defined({ problem, notice, pool, operator, technology, signalDbm, recoveries }),
    ...(withSim
      ? {
          ...defined({ givenBy: modem.givenBy }),
          setting: spec,
          ...modem.settings,
          hasPin: modem.hasPin,
          ...defined({ port, identity, sim, simLock, dialect }),
        }
      : {}),
  };
}
