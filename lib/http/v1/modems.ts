import { Type } from "@sinclair/typebox";
import type { User } from "../../auth/index.ts";
import { defined } from "../../defined.ts";
import type { EventRecorder } from "../../messages/index.ts";
import type {
  ModemErrorKind,
  ModemState,
  ModemStatus,
  RecoveryStep,
  Registration,
  UssdAnswer,
} from "../../modem/index.ts";
import type { Result } from "../../result.ts";
import { type Failure, failure, holds, invalid, notFound } from "../operations/failures.ts";
import { operation, type Route, route } from "../operations/operation.ts";
import { named, oneOf } from "../plumbing/schemas.ts";
import { showInstant } from "./schemas.ts";

/** What people do with the modems of this gateway. */
export interface ModemDesk {
  list(): ModemStatus[];
  find(name: string): ModemStatus | undefined;
  restart(name: string, reason: string): void;
  /** The network waits for an answer in a USSD session. */
  isAsked(name: string): boolean;
  /** @throws whatever is no failure of the modem */
  ussd(name: string, request: string): Promise<Result<UssdAnswer, { kind: ModemErrorKind; message: string }>>;
  /** Ends the session in which the network waits; without one, does nothing. @throws as {@link ussd} */
  cancelUssd(name: string): Promise<void>;
}

const STATES = ["starting", "ready", "searching", "out-of-service", "gone", "stopped"] as const satisfies ModemState[];
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

const ModemModel = named(
  "Modem",
  Type.Object(
    {
      name: Type.String(),
      state: oneOf(STATES),
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
      setting: optional("As `--modem` has it, without the PIN. For holders of `sim`, as are all below."),
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

const example = {
  name: "ttyUSB2",
  state: "ready",
  since: "2026-01-31T07:00:00.000Z",
  operator: "Telekom.de",
  technology: "LTE",
  registration: "home",
  signalDbm: -83,
};
const parameters = Type.Object({ name: Type.String({ maxLength: 100, description: "The modem's name." }) });

const LIST_MODEMS = operation({
  method: "GET",
  path: "/api/v1/modems",
  operationId: "listModems",
  tag: "Modems",
  summary: "This gateway's modems, and what is wrong with them",
  description: "Settings, devices and SIMs are shown to holders of *Manage SIM cards and modems* (`sim`).",
  answer: Type.Object({ items: Type.Array(ModemModel) }, closed),
  example: { items: [example] },
});

const SHOW_MODEM = operation({
  method: "GET",
  path: "/api/v1/modems/{name}",
  operationId: "getModem",
  tag: "Modems",
  summary: "One modem",
  parameters,
  answer: ModemModel,
  example,
  failures: [404],
});

const RESTART_MODEM = operation({
  method: "POST",
  path: "/api/v1/modems/{name}/restart",
  operationId: "restartModem",
  tag: "Modems",
  summary: "Start a modem again",
  description: "Sets the modem up again, as after an error. Its queue is kept. `GET` shows the modem's state.",
  permissions: ["sim"],
  parameters,
  failures: [404],
});

const ASK_NETWORK = operation({
  method: "POST",
  path: "/api/v1/modems/{name}/ussd",
  operationId: "askNetwork",
  tag: "Modems",
  summary: "Ask the network by USSD",
  description:
    "Either `code` begins a session, or `answer` goes on with the one in which the network waits (`answerExpected`). Costs of a code are the network's.",
  permissions: ["sim"],
  parameters,
  body: Type.Object(
    {
      code: Type.Optional(
        Type.String({ pattern: "^[*#][0-9*#]{1,158}#$", maxLength: 160, description: "Such as `*100#`." }),
      ),
      answer: Type.Optional(Type.String({ minLength: 1, maxLength: 160, description: "For the session that waits." })),
    },
    closed,
  ),
  bodyExample: { code: "*100#" },
  answer: Type.Object(
    {
      text: Type.String(),
      answerExpected: Type.Boolean({
        description: "The network waits; end the session with `DELETE` if not answered.",
      }),
    },
    closed,
  ),
  example: { text: "Your balance is 12.34 EUR.", answerExpected: false },
  failures: [400, 404, 409, 422],
});

const END_USSD = operation({
  method: "DELETE",
  path: "/api/v1/modems/{name}/ussd",
  operationId: "endUssd",
  tag: "Modems",
  summary: "End the USSD session",
  permissions: ["sim"],
  parameters,
  failures: [404],
});

/** `<m>` of `+CUSD`, 27.007 §7.15. */
const ANSWER_EXPECTED = 1;
const FAILED: Readonly<Record<number, string>> = {
  4: "The network does not know this code.",
  5: "The network took too long: try again.",
};

/** Modems: list, show, restart, USSD. */
export const MODEMS = {
  operations: [LIST_MODEMS, SHOW_MODEM, ASK_NETWORK, END_USSD, RESTART_MODEM],
  routes: modemRoutes,
} as const;

function modemRoutes({ modemDesk: desk, events }: { modemDesk: ModemDesk; events: EventRecorder }): Route[] {
  async function ask(name: string, request: string) {
    const outcome = await desk.ussd(name, request);
    if (!outcome.ok) return unable(outcome.problem.message);
    const { status, text } = outcome.value;
    const failed = FAILED[status];
    return failed === undefined ? { text, answerExpected: status === ANSWER_EXPECTED } : unable(failed);
  }

  return [
    route(LIST_MODEMS, async ({ user }) => ({ items: desk.list().map((status) => show(status, user)) })),
    route(SHOW_MODEM, async ({ user, parameters: { name } }) => {
      const status = desk.find(name);
      return status === undefined ? notFound("modem") : show(status, user);
    }),
    route(RESTART_MODEM, async ({ user, address, parameters: { name } }) => {
      if (desk.find(name) === undefined) return notFound("modem");
      desk.restart(name, `asked for by ${user.name}`);
      events.record({ kind: "modem.restarted", modem: name, userName: user.name, address });
      return undefined;
    }),
    route(ASK_NETWORK, async ({ user, address, parameters: { name }, body: { code, answer } }) => {
      const status = desk.find(name);
      if (status === undefined) return notFound("modem");
      const request = code ?? answer;
      if (request === undefined || (code !== undefined && answer !== undefined)) {
        return invalid([{ pointer: "", message: "must hold either code or answer" }]);
      }
      if (status.state !== "ready") return unable(status.problem ?? "The modem is not ready.");
      if (code === undefined && !desk.isAsked(name)) return unable("The network waits for no answer: send a code.");
      if (code !== undefined) events.record({ kind: "modem.ussd", modem: name, userName: user.name, address });
      return ask(name, request);
    }),
    route(END_USSD, async ({ parameters: { name } }) => {
      if (desk.find(name) === undefined) return notFound("modem");
      await desk.cancelUssd(name);
      return undefined;
    }),
  ];
}

/** The modem or the network cannot do it now. */
const unable = (sentence: string): Failure => failure(409, [sentence]);

function show(status: ModemStatus, user: User) {
  const { name, state, since, problem, notice, pool, operator, technology, registration, signalDbm } = status;
  const { spec, port, identity, sim, simLock, dialect, recoveries } = status;
  return {
    name,
    state,
    since: showInstant(since),
    registration,
    ...defined({ problem, notice, pool, operator, technology, signalDbm, recoveries }),
    ...(holds(user, "sim") ? defined({ setting: spec, port, identity, sim, simLock, dialect }) : {}),
  };
}
