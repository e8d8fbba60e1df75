import { Type } from "@sinclair/typebox";
import type { User } from "../../auth/index.ts";
import type { EventRecorder } from "../../messages/index.ts";
import type { ModemErrorKind, UssdAnswer } from "../../modem/index.ts";
import type { Result } from "../../result.ts";
import { type Failure, failure, holds, invalid, notFound } from "../operations/failures.ts";
import { operation, type Route, route } from "../operations/operation.ts";
import { Reply } from "../operations/reply.ts";
import { MODEM_EXAMPLE, ModemModel, type ModemView, modemEtag, modemName, showModem } from "./modem-model.ts";

/** What people do with the modems of this gateway. */
export interface ModemDesk {
  list(): ModemView[];
  find(name: string): ModemView | undefined;
  restart(name: string, reason: string): void;
  /** The network waits for an answer in a USSD session. */
  isAsked(name: string): boolean;
  /** @throws whatever is no failure of the modem */
  ussd(name: string, request: string): Promise<Result<UssdAnswer, { kind: ModemErrorKind; message: string }>>;
  /** Ends the session in which the network waits; without one, does nothing. @throws as {@link ussd} */
  cancelUssd(name: string): Promise<void>;
}

const closed = { additionalProperties: false } as const;

const LIST_MODEMS = operation({
  method: "GET",
  path: "/api/v1/modems",
  operationId: "listModems",
  tag: "Modems",
  summary: "This gateway's modems, and what is wrong with them",
  description: "Settings, devices and SIMs are shown to holders of *Manage SIM cards and modems* (`sim`).",
  answer: Type.Object({ items: Type.Array(ModemModel) }, closed),
  example: { items: [MODEM_EXAMPLE] },
});

const SHOW_MODEM = operation({
  method: "GET",
  path: "/api/v1/modems/{name}",
  operationId: "getModem",
  tag: "Modems",
  summary: "One modem",
  description: "The header `ETag` stands for the settings of a modem that can be changed, not for its state.",
  parameters: modemName,
  answer: ModemModel,
  example: MODEM_EXAMPLE,
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
  parameters: modemName,
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
  parameters: modemName,
  body: Type.Object(
    {
      code: Type.Optional(
        Type.String({
          pattern: "^[*#][0-9*#]{1,158}#$",
          maxLength: 160,
          description: "Such as `*100#`.",
          "x-message": "must be a USSD code such as *100#",
        }),
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
  parameters: modemName,
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
    route(LIST_MODEMS, async ({ user }) => ({ items: desk.list().map((modem) => showModem(modem, sightOf(user))) })),
    route(SHOW_MODEM, async ({ user, parameters: { name } }) => {
      const modem = desk.find(name);
      if (modem === undefined) return notFound("modem");
      const { version } = modem;
      return new Reply(
        showModem(modem, sightOf(user)),
        version === undefined ? {} : { headers: { etag: modemEtag(version) } },
      );
    }),
    route(RESTART_MODEM, async ({ user, address, parameters: { name } }) => {
      if (desk.find(name) === undefined) return notFound("modem");
      desk.restart(name, `asked for by ${user.name}`);
      events.record({ kind: "modem.restarted", modem: name, userName: user.name, address });
      return undefined;
    }),
    route(ASK_NETWORK, async ({ user, address, parameters: { name }, body: { code, answer } }) => {
      const modem = desk.find(name);
      if (modem === undefined) return notFound("modem");
      const { status } = modem;
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

/** What a user sees of a modem. */
export const sightOf = (user: User) => ({ withSim: holds(user, "sim") });

/** The modem or the network cannot do it now. */
const unable = (sentence: string): Failure => failure(409, [sentence]);
