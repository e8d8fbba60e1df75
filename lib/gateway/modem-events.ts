import type { GatewayEvent } from "../log.ts";
import type { ModemStatus, RecoveryStep } from "../modem/index.ts";

/** What was done, for people; a drain is too small a thing to be told. */
const STEPS: Readonly<Record<Exclude<RecoveryStep, "drain">, string>> = {
  "start-again": "The modem is set up anew.",
  reset: "The modem is told to restart (AT+CFUN=1,1).",
  reopen: "The modem's port is closed and opened again.",
  find: "The modem was found under another device name.",
  power: "The modem's power is switched off and on.",
};

/** What the event log says of a change: each state that matters to a person once, each step of recovery. Pure. */
export function modemEvents(before: ModemStatus | undefined, after: ModemStatus): GatewayEvent[] {
  return [...stepEvents(before, after), ...stateEvents(before, after), ...noticeEvents(before, after)];
}

function noticeEvents(before: ModemStatus | undefined, { name: modem, notice }: ModemStatus): GatewayEvent[] {
  if (notice === undefined || notice === before?.notice) return [];
  return [{ severity: "warning", kind: "modem.notice", message: notice, modem }];
}

function stateEvents(before: ModemStatus | undefined, after: ModemStatus): GatewayEvent[] {
  const { name: modem, problem, state } = after;
  if (state === "ready" && before?.state !== "ready") {
    return [{ severity: "info", kind: "modem.ready", message: readyMessage(after), modem }];
  }
  // Every start searches for a moment; a search that lasts is told by the step that ends it.
  if (problem === undefined || problem === before?.problem || state === "starting") return [];
  const severity = state === "searching" ? "info" : "warning";
  return [{ severity, kind: `modem.${state}`, message: problem, modem }];
}

function readyMessage({ operator, technology, port }: ModemStatus): string {
  const network = [operator, technology].filter((word) => word !== undefined).join(", ");
  const where = port === undefined ? "" : ` at ${port}`;
  return `The modem${where} is ready${network === "" ? "" : ` (${network})`}.`;
}

function stepEvents(before: ModemStatus | undefined, after: ModemStatus): GatewayEvent[] {
  const steps = Object.keys(STEPS) as (keyof typeof STEPS)[];
  return steps.flatMap((step) => {
    const times = after.recoveries?.[step] ?? 0;
    if (times <= (before?.recoveries?.[step] ?? 0)) return [];
    const details = { step, times };
    return [{ severity: "warning", kind: "modem.recovery", message: STEPS[step], modem: after.name, details } as const];
  });
}
