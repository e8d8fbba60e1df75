import type { Timer } from "../../clock.ts";
import { NETWORK_CHANGES } from "../../limits.ts";
import { createTokenBucket } from "../../rate-limit.ts";
import type { CommandPriority } from "../at/command-queue.ts";
import { fieldsOf, toInteger } from "../at/fields.ts";
import type { ModemState, Registration } from "../types.ts";
import { type DriverContext, query, type StatusPatch, tryAsk } from "./context.ts";
import {
  combineRegistrations,
  isRegistered,
  isRegistrationAnswer,
  parseRegistration,
  parseRegistrationAnswer,
  type RegistrationLine,
  technologyName,
} from "./registration.ts";
import type { Router } from "./router.ts";

const NAMES = ["CREG", "CGREG", "CEREG"] as const;
type Name = (typeof NAMES)[number];

/** Signal, registration, operator: polled, and kept up to date by what the modem says unasked. */
export interface NetworkWatch {
  /** Has the modem report changes. */
  subscribe(): Promise<void>;
  /** Asks for everything and updates the status. */
  poll(priority?: CommandPriority): Promise<void>;
  readonly registered: boolean;
  /** By its name, e.g. `LTE`, when the modem tells. */
  readonly technology: string | undefined;
}

/** Makes a watch; `router` brings it the unsolicited lines. */
export function createNetworkWatch(context: DriverContext, router: Router): NetworkWatch {
  const latest = new Map<Name, RegistrationLine>();
  let registered = false;
  let technologyNow: string | undefined;
  /** Before the first poll a single line does not say where the modem stands. */
  let polled = false;
  const changes = createTokenBucket(NETWORK_CHANGES, context.clock.now);
  let untold: StatusPatch = {};
  let telling: Timer | undefined;

  for (const name of NAMES) {
    router.on(new RegExp(`^\\+${name}\\s*:`, "i"), ({ line }) => {
      latest.set(name, parseRegistration(line));
      tell({});
    });
  }
  router.on(/^\+CSQ\s*:/i, ({ line }) => tell(readSignal(line)));

  /** What the modem says unasked counts at once; one that never stops saying something else is heard once a second. */
  function tell(change: StatusPatch): void {
    Object.assign(untold, change);
    if (telling) return;
    if (changes.take()) tellNow();
    else telling = context.clock.setTimer(1_000, tellNow);
  }

  function tellNow(): void {
    telling = undefined;
    const change = untold;
    untold = {};
    if (polled) publish(change);
    else context.update(change);
  }

  function publish(more: StatusPatch): void {
    // A modem that tells no registration at all is taken at its word when it sends.
    if (latest.size === 0) {
      registered = true;
      context.update({ ...more, state: "ready", problem: undefined });
      return;
    }
    const { registration, technology } = combineRegistrations(NAMES.map((name) => latest.get(name)));
    registered = isRegistered(registration);
    technologyNow = technology ?? more.technology;
    const state: ModemState = registered ? "ready" : "searching";
    context.update({
      ...more,
      registration,
      state,
      problem: state === "ready" ? undefined : problemOf(registration),
      ...(technology === undefined ? {} : { technology }),
    });
  }

  return {
    async subscribe() {
      for (const name of NAMES) {
        const { result } = await tryAsk(context, `AT+${name}=2`);
        if (!result.ok) await tryAsk(context, `AT+${name}=1`);
      }
      await tryAsk(context, "AT+COPS=3,0");
    },
    async poll(priority = "normal") {
      const signal = await query(context, "AT+CSQ", "+CSQ:", { priority });
      for (const name of NAMES) {
        const lines = await query(context, `AT+${name}?`, `+${name}:`, { priority, accepts: isRegistrationAnswer });
        if (lines?.[0]) latest.set(name, parseRegistrationAnswer(lines[0]));
      }
      const operator = await query(context, "AT+COPS?", "+COPS:", { priority });
      polled = true;
      publish({ ...readSignal(signal?.[0]), ...readOperator(operator?.[0]) });
    },
    get registered() {
      return registered;
    },
    get technology() {
      return technologyNow;
    },
  };
}

/** `+CSQ: 21,99` in dBm: 27.007 §8.5, and the range 100–191 that some LTE modems use. */
export function readSignal(line: string | undefined): StatusPatch {
  const level = toInteger(fieldsOf(line ?? "")[0]);
  if (level === undefined) return {};
  if (level >= 0 && level <= 31) return { signalDbm: -113 + 2 * level };
  if (level >= 100 && level < 199) return { signalDbm: -116 + Math.min(level - 100, 91) };
  return { signalDbm: undefined };
}

/** `+COPS: 0,0,"Telekom.de",7`; without a name there is no operator. */
export function readOperator(line: string | undefined): StatusPatch {
  if (line === undefined) return {};
  const [, , operator, act] = fieldsOf(line);
  const technology = technologyName(toInteger(act));
  return {
    operator: operator === undefined || operator === "" ? undefined : operator,
    ...(technology === undefined ? {} : { technology }),
  };
}

function problemOf(registration: Registration): string {
  switch (registration) {
    case "denied":
      return "The network refuses this SIM: check that it is activated and that this network is open to it.";
    case "emergency-only":
      return "The network lets this SIM make emergency calls only: check that it is activated and paid for, and that this network is open to it.";
    case "no-sms":
      return "The network gives this SIM a restricted service without SMS: check that it is activated, and that its contract includes SMS in this network.";
    default:
      return "The modem finds no network yet: check the antenna and the reception.";
  }
}
