import type { Registration } from "../../types.ts";
import type { SimulatedModem } from "../modem.ts";
import type { CallMode, ReportMode } from "../network/index.ts";
import type { SimCondition } from "../state.ts";
import { ControlError, type Fields, numberBetween, objectOf, oneOf } from "./request.ts";

/** What `GET /state` returns and `PATCH /state` accepts. */
interface StateView {
  /** dBm; null when there is none. */
  signal: number | null;
  registration: Registration;
  sim: SimCondition;
  storage: Record<string, { used: number; total: number }>;
  /** TP-MR of the next part, 0–255. */
  reference: number;
  /** Of the whole network, as are the next four. */
  latencyMs: number;
  loss: number;
  reports: ReportMode;
  calls: CallMode;
  /** Odd PDUs are refused. */
  strict: boolean;
}

const REGISTRATIONS = ["home", "roaming", "searching", "denied", "not-registered", "unknown"] as const;
const CONDITIONS = ["ready", "pin", "puk", "absent", "failure"] as const;
const REPORTS = ["delivered", "failed", "none"] as const;
const CALLS = ["ring", "answer", "busy", "no-answer", "reject"] as const;
const WEAKEST_DBM = -113;
const STRONGEST_DBM = -51;
/** One hour: more is a mistake of units. */
const LONGEST_LATENCY_MS = 3_600_000;
/** 10,000 slots: more than any modem has; each costs memory. */
const LARGEST_MEMORY = 10_000;

export function viewState({ state, network }: SimulatedModem): StateView {
  const { latencyMs, loss, reports, calls, strict } = network.settings;
  const memories = [...state.messages.memories.values()].map(
    ({ name, used, total }) => [name, { used, total }] as const,
  );
  return {
    signal: state.radio.signalDbm ?? null,
    registration: state.radio.registration,
    sim: state.sim.condition,
    storage: Object.fromEntries(memories),
    reference: state.messages.reference,
    latencyMs,
    loss,
    reports,
    calls,
    strict,
  };
}

/** One change each: parsing it checks the value, running it changes the modem. */
const CHANGES: Readonly<Record<keyof StateView, (modem: SimulatedModem, value: unknown) => () => void>> = {
  signal({ state }, value) {
    const dbm = value === null ? undefined : numberBetween(value, "signal", [WEAKEST_DBM, STRONGEST_DBM]);
    return () => {
      state.radio.signalDbm = dbm;
    };
  },
  registration({ state }, value) {
    const registration = oneOf(value, "registration", REGISTRATIONS);
    return () => {
      state.radio.registration = registration;
    };
  },
  sim({ state }, value) {
    const condition = oneOf(value, "sim", CONDITIONS);
    return () => {
      state.sim.condition = condition;
    };
  },
  storage({ state }, value) {
    const { memories } = state.messages;
    const changes = Object.entries(objectOf(value, "storage", [...memories.keys()])).map(([name, places]) => {
      const { total } = objectOf(places, `storage.${name}`, ["used", "total"]);
      const slots = Math.floor(numberBetween(total, `storage.${name}.total`, [0, LARGEST_MEMORY]));
      return () => {
        const memory = memories.get(name);
        if (memory) memory.total = slots;
      };
    });
    return () => {
      for (const change of changes) change();
    };
  },
  reference({ state }, value) {
    const reference = Math.floor(numberBetween(value, "reference", [0, 255]));
    return () => {
      state.messages.reference = reference;
    };
  },
  latencyMs({ network }, value) {
    const latencyMs = numberBetween(value, "latencyMs", [0, LONGEST_LATENCY_MS]);
    return () => {
      network.settings.latencyMs = latencyMs;
    };
  },
  loss({ network }, value) {
    const loss = numberBetween(value, "loss", [0, 1]);
    return () => {
      network.settings.loss = loss;
    };
  },
  reports({ network }, value) {
    const reports = oneOf(value, "reports", REPORTS);
    return () => {
      network.settings.reports = reports;
    };
  },
  calls({ network }, value) {
    const calls = oneOf(value, "calls", CALLS);
    return () => {
      network.settings.calls = calls;
    };
  },
  strict({ network }, value) {
    if (typeof value !== "boolean") throw new ControlError("invalid", "strict must be true or false");
    return () => {
      network.settings.strict = value;
    };
  },
};

export const STATE_FIELDS = Object.keys(CHANGES) as (keyof StateView)[];

/** All changes or, when one is wrong, none. @throws ControlError kind "invalid" */
export function changeState(modem: SimulatedModem, fields: Fields): void {
  const changes = STATE_FIELDS.filter((name) => fields[name] !== undefined).map((name) =>
    CHANGES[name](modem, fields[name]),
  );
  if (changes.length === 0)
    throw new ControlError("invalid", `nothing to change; there are: ${STATE_FIELDS.join(", ")}`);
  for (const change of changes) change();
  modem.stateChanged();
}
