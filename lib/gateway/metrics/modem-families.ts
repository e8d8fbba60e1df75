import type { ModemState, ModemStatus, RecoveryStep, Registration } from "../../modem/index.ts";
import type { SpentBudget } from "../../routing/index.ts";
import type { Family } from "./family.ts";

/** A modem as its metrics show it. */
type MeasuredModem = Pick<ModemStatus, "name" | "state" | "signalDbm" | "registration" | "recoveries"> & {
  budgets: readonly SpentBudget[];
};

const STATES: Readonly<Record<ModemState, true>> = {
  starting: true,
  ready: true,
  searching: true,
  "out-of-service": true,
  gone: true,
  stopped: true,
};
const REGISTRATIONS: Readonly<Record<Registration, true>> = {
  home: true,
  roaming: true,
  searching: true,
  denied: true,
  "emergency-only": true,
  "no-sms": true,
  "not-registered": true,
  unknown: true,
};
const STEPS: Readonly<Record<RecoveryStep, true>> = {
  drain: true,
  "start-again": true,
  reset: true,
  reopen: true,
  find: true,
  power: true,
};

/** How the modems of this gateway are. Pure. */
export function modemFamilies(modems: readonly MeasuredModem[]): Family[] {
  const each = <T>(of: (modem: MeasuredModem) => readonly T[]) => modems.flatMap(of);
  const oneOf = (names: object, label: string, is: (modem: MeasuredModem) => string) =>
    each((modem) =>
      Object.keys(names).map((name) => ({
        labels: { modem: modem.name, [label]: name },
        value: is(modem) === name ? 1 : 0,
      })),
    );
  const budgets = (value: (budget: SpentBudget) => number) =>
    each(({ name, budgets }) =>
      budgets.map((budget) => ({ labels: { modem: name, period: budget.period }, value: value(budget) })),
    );
  return [
    {
      type: "gauge",
      name: "aldis_modem_state",
      help: "1 for the state that the modem is in, 0 for all others.",
      labels: ["modem", "state"],
      values: oneOf(STATES, "state", ({ state }) => state),
    },
    {
      type: "gauge",
      name: "aldis_modem_registration",
      help: "1 for the modem's registration with the network, 0 for all others.",
      labels: ["modem", "registration"],
      values: oneOf(REGISTRATIONS, "registration", ({ registration }) => registration),
    },
    {
      type: "gauge",
      name: "aldis_modem_signal_dbm",
      help: "Signal strength in dBm; absent while it is unknown.",
      labels: ["modem"],
      values: each(({ name, signalDbm }) =>
        signalDbm === undefined ? [] : [{ labels: { modem: name }, value: signalDbm }],
      ),
    },
    {
      type: "counter",
      name: "aldis_modem_recoveries_total",
      help: "Steps of the recovery ladder that were taken since the gateway started.",
      labels: ["modem", "step"],
      values: each(({ name, recoveries }) =>
        Object.keys(STEPS).map((step) => ({
          labels: { modem: name, step },
          value: recoveries?.[step as RecoveryStep] ?? 0,
        })),
      ),
    },
    {
      type: "gauge",
      name: "aldis_modem_budget_used_parts",
      help: "Parts of messages that the SIM has sent in the period that runs, where it has a limit.",
      labels: ["modem", "period"],
      values: budgets(({ parts }) => parts),
    },
    {
      type: "gauge",
      name: "aldis_modem_budget_limit_parts",
      help: "Parts of messages that the SIM may send in each period.",
      labels: ["modem", "period"],
      values: budgets(({ limit }) => limit),
    },
  ];
}
