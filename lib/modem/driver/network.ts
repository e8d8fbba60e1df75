import type { Timer } from "../../clock.ts";
import { defined } from "../../defined.ts";
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

/** Signal, registration and operator: polled, and updated by unsolicited lines. */
export interface NetworkWatch {
  /** Has the modem report changes. @throws ModemError as {@link tryAsk} */
  subscribe(): Promise<void>;
  /** Queries everything and updates the status. @throws ModemError as {@link tryAsk} */
  poll(priority?: CommandPriority): Promise<void>;
  readonly registered: boolean;
  /** Name of the access technology, e.g. `LTE`, if the modem reports it. */
  readonly technology: string | undefined;
}

/** Creates a watch; `router` delivers the unsolicited lines. */
export function createNetworkWatch(context: DriverContext, router: Router): NetworkWatch {
  const latest = new Map<Name, RegistrationLine>();
  let registered = false;
  let technologyNow: string | undefined;
  /** Before the first poll a single line does not give the whole state. */
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

  /**
   * Unsolicited changes apply at once; a modem whose state never stops changing is limited to one change per second.
   */
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
    // A modem that reports no registration at all counts as registered; sending shows the truth.
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
      ...defined({ technology }),
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
function readSignal(line: string | undefined): StatusPatch {
  const level = toInteger(fieldsOf(line ?? "")[0]);
  if (level === undefined) return {};
  if (level >= 0 && level <= 31) return { signalDbm: -113 + 2 * level };
  if (level >= 100 && level < 199) return { signalDbm: -116 + Math.min(level - 100, 91) };
  return { signalDbm: undefined };
}

/** `+COPS: 0,0,"Telekom.de",7`; without a name there is no operator. */
function readOperator(line: string | undefined): StatusPatch {
  if (line === undefined) return {};
  const [, , operator, act] = fieldsOf(line);
  const technology = technologyName(toInteger(act));
  return {
    operator: operator === undefined || operator === "" ? undefined : operator,
    ...defined({ technology }),
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
