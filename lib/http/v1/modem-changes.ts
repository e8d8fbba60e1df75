import { type Static, Type } from "@sinclair/typebox";
import type { User } from "../../auth/index.ts";
import { MODEM_NAME_CHARACTERS } from "../../limits.ts";
import type { OnceKey, OnceResult } from "../../messages/index.ts";
import type { ModemSettings, WireLine } from "../../modem/index.ts";
import type { Result } from "../../result.ts";
import { type Failure, failure, invalid, keyUsed, notFound } from "../operations/failures.ts";
import { REPLAYED } from "../operations/idempotency.ts";
import { operation, type Route, route } from "../operations/operation.ts";
import { Reply } from "../operations/reply.ts";
import { oneOf } from "../plumbing/schemas.ts";
import { changedMeanwhile, readIfMatch } from "./etag.ts";
import { MERGE_PATCH_TYPE, removable } from "./merge-patch.ts";
import { MODEM_EXAMPLE, ModemModel, modemEtag, modemName, showModem } from "./modem-model.ts";
import { type ModemDesk, sightOf } from "./modems.ts";
import { showInstant } from "./schemas.ts";

/** Settings that become others; `null` removes one. */
export type ModemChange = Partial<{ [Key in keyof ModemSettings]: ModemSettings[Key] | null }> & { device?: string };

/** Why nothing was changed; `problem` is one sentence. */
export type ModemFault =
  | { kind: "not-found" | "name-taken" | "too-many" | "changed-meanwhile" | "other-request" }
  /** It is not the database that says that it is there. */
  | { kind: "given"; problem: string }
  | { kind: "in-use" | "no-key"; problem: string }
  /** Of a setting; the sentence names it, too. */
  | { kind: "invalid"; setting: string; problem: string };

/** Who does it; nobody by name on the command line. */
interface By {
  userName?: string;
  address?: string;
}

/**
 * Adds, changes and removes modems of this gateway, which does it at once; gives their names. `ifIs` is asked with the version of
 * the modem. Every promise rejects with a StoreFailure when the database fails.
 */
export interface ModemChanges {
  add(
    modem: ModemSettings & { name?: string },
    by: By & { once?: OnceKey | undefined },
  ): Promise<OnceResult<string, ModemFault>>;
  change(
    name: string,
    change: ModemChange,
    by: By & { ifIs?: IfIsVersion | undefined },
  ): Promise<Result<string, ModemFault>>;
  remove(name: string, by: By & { ifIs?: IfIsVersion | undefined }): Promise<Result<string, ModemFault>>;
}

type IfIsVersion = (version: string) => boolean;

const strict = { additionalProperties: false } as const;
const device = Type.String({
  minLength: 1,
  maxLength: 500,
  description: "A device such as `/dev/serial/by-id/…` or `/dev/ttyUSB0`, `tcp://host:port`, or `simulated`.",
});
const settings = {
  baud: Type.Integer({ minimum: 300, maximum: 4_000_000, description: "Speed of a serial line: 115200 by default." }),
  pin: Type.String({
    pattern: "^[0-9]{4,8}$",
    maxLength: 8,
    description: "Of the SIM. Kept sealed, and never shown.",
    "x-message": "must be 4 to 8 digits",
  }),
  pool: Type.String({ minLength: 1, maxLength: 64, description: "The pool that it belongs to." }),
  perMinute: parts("minute"),
  perHour: parts("hour"),
  perDay: parts("day"),
  perMonth: parts("month"),
  profile: Type.String({
    minLength: 1,
    maxLength: 64,
    description: "What a simulated modem simulates, such as `ec25`.",
  }),
  number: Type.String({
    minLength: 1,
    maxLength: 16,
    description: "Its own, in international form: message routing and the iSMS protocol name it.",
  }),
};

function parts(period: string) {
  const description = `Parts that its SIM may send in a ${period}; 0: any number, whatever the setting \`budget\` says.`;
  return Type.Integer({ minimum: 0, maximum: 10_000_000, description });
}

const tag = "Modems";
const permissions = ["sim"] as const;
const STORED = "Only a modem of the `database`; others are changed where they come from (`source`), which 409 names.";
const EXAMPLE: Static<typeof ModemModel> = {
  ...MODEM_EXAMPLE,
  name: "roof",
  source: "database",
  setting: "/dev/serial/by-id/usb-HUAWEI_Mobile-if00-port0?name=roof&baud=115200",
  device: "/dev/serial/by-id/usb-HUAWEI_Mobile-if00-port0",
  baud: 115_200,
  hasPin: true,
};

const ADD = operation({
  method: "POST",
  path: "/api/v1/modems",
  operationId: "addModem",
  tag,
  summary: "Add a modem to this gateway",
  description:
    "It starts at once, and is there after a restart. Nothing waits until it is ready: `GET` shows its state, and in `problem` what is wrong. 422 says which setting cannot be understood, 409 that another modem has its name or device.",
  permissions,
  body: Type.Object(
    {
      name: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: MODEM_NAME_CHARACTERS,
          description:
            "Letters, digits and `. _ : -`; by default as the device is called. Each once, whatever its case.",
        }),
      ),
      device,
      ...optional(settings),
    },
    strict,
  ),
  bodyExample: { name: "roof", device: "/dev/serial/by-id/usb-HUAWEI_Mobile-if00-port0", pin: "1234" },
  once: true,
  answer: ModemModel,
  status: 201,
  example: { ...EXAMPLE, state: "starting", registration: "unknown" },
  failures: [409, 422],
});

const CHANGE = operation({
  method: "PATCH",
  path: "/api/v1/modems/{name}",
  operationId: "changeModem",
  tag,
  summary: "Change a modem's settings",
  description: `${STORED} A JSON Merge Patch; \`null\` sets the default. The modem alone is started again, once it has sent \
the message in hand. With \`If-Match\` it is changed only if its settings still have this ETag.`,
  permissions,
  parameters: modemName,
  body: Type.Object(
    {
      device: Type.Optional(device),
      baud: removable(settings.baud),
      pin: removable(settings.pin),
      pool: removable(settings.pool),
      perMinute: removable(settings.perMinute),
      perHour: removable(settings.perHour),
      perDay: removable(settings.perDay),
      perMonth: removable(settings.perMonth),
      profile: removable(settings.profile),
      number: removable(settings.number),
    },
    { ...strict, minProperties: 1 },
  ),
  bodyType: MERGE_PATCH_TYPE,
  bodyExample: { pool: "alarms", perDay: 200 },
  answer: ModemModel,
  example: { ...EXAMPLE, pool: "alarms", perDay: 200 },
  failures: [404, 409, 412, 422],
});

const REMOVE = operation({
  method: "DELETE",
  path: "/api/v1/modems/{name}",
  operationId: "removeModem",
  tag,
  summary: "Remove a modem",
  description: `${STORED} It sends the message in hand, gets no more, and lets go of its device; what waits is sent by other modems. \
With \`If-Match\` only if its settings still have this ETag.`,
  permissions,
  parameters: modemName,
  failures: [404, 409, 412],
});

const TRACE = operation({
  method: "GET",
  path: "/api/v1/modems/{name}/trace",
  operationId: "traceModem",
  tag,
  summary: "What the gateway and a modem last said to each other",
  description:
    "The last 400 lines in AT, oldest first. PINs, PDUs, texts and telephone numbers are left out: `•••`, or how long a line was.",
  permissions,
  parameters: modemName,
  answer: Type.Object(
    {
      items: Type.Array(
        Type.Object(
          {
            at: Type.String({ format: "date-time" }),
            direction: oneOf(["in", "out"], { description: "`out`: the gateway wrote it." }),
            line: Type.String(),
          },
          strict,
        ),
      ),
    },
    strict,
  ),
  example: {
    items: [
      { at: "2026-01-31T07:00:00.000Z", direction: "out", line: "AT+CSQ" },
      { at: "2026-01-31T07:00:00.012Z", direction: "in", line: "+CSQ: 15,99" },
      { at: "2026-01-31T07:00:00.012Z", direction: "in", line: "OK" },
    ],
  },
  failures: [404],
});

/** Modems: add, change, remove, trace. */
export const MODEM_CHANGES = {
  operations: [ADD, CHANGE, REMOVE, TRACE],
  routes({
    modemDesk: desk,
    modemChanges: changes,
    modemTrace: trace,
  }: {
    modemDesk: Pick<ModemDesk, "find">;
    modemChanges: ModemChanges;
    /** `undefined`: there is no such modem. */
    modemTrace(name: string): WireLine[] | undefined;
  }): Route[] {
    /** It may be gone again. */
    function shown(name: string, user: User, headers: Record<string, string> = {}) {
      const modem = desk.find(name);
      if (modem === undefined) return notFound("modem");
      const etag = modem.version === undefined ? {} : { etag: modemEtag(modem.version) };
      return new Reply(showModem(modem, sightOf(user)), { headers: { ...etag, ...headers } });
    }

    return [
      route(ADD, async ({ body, user, address, once }) => {
        const added = await changes.add(body, { userName: user.name, address, once });
        return added.ok ? shown(added.value, user, added.again ? REPLAYED : {}) : failureOf(added.problem);
      }),
      route(CHANGE, async ({ parameters: { name }, body, user, address, headers }) => {
        const changed = await changes.change(name, body, { userName: user.name, address, ifIs: readVersion(headers) });
        return changed.ok ? shown(changed.value, user) : failureOf(changed.problem);
      }),
      route(REMOVE, async ({ parameters: { name }, user, address, headers }) => {
        const removed = await changes.remove(name, { userName: user.name, address, ifIs: readVersion(headers) });
        return removed.ok ? undefined : failureOf(removed.problem);
      }),
      route(TRACE, async ({ parameters: { name } }) => {
        const lines = trace(name);
        if (lines === undefined) return notFound("modem");
        return { items: lines.map(({ at, direction, line }) => ({ at: showInstant(at), direction, line })) };
      }),
    ];
  },
} as const;

function optional<Settings extends typeof settings>(all: Settings) {
  return Type.Partial(Type.Object(all)).properties;
}

function readVersion(headers: Headers): IfIsVersion | undefined {
  const matches = readIfMatch(headers);
  return matches && ((version) => matches(modemEtag(version)));
}

function failureOf(problem: ModemFault): Failure {
  switch (problem.kind) {
    case "not-found":
      return notFound("modem");
    case "name-taken":
      return failure(409, ["Another modem of this gateway has this name."], {
        faults: [{ pointer: "/name", message: "is taken" }],
      });
    case "too-many":
      return failure(409, ["No more modems fit: remove some first."]);
    case "in-use":
      return failure(409, [problem.problem], { faults: [{ pointer: "/device", message: problem.problem }] });
    case "given":
    case "no-key":
      return failure(409, [problem.problem]);
    case "changed-meanwhile":
      return changedMeanwhile();
    case "other-request":
      return keyUsed();
    case "invalid":
      return invalid([{ pointer: `/${problem.setting}`, message: withoutName(problem) }]);
    default:
      return problem satisfies never;
  }
}

/** The pointer names the setting already. */
const withoutName = ({ setting, problem }: { setting: string; problem: string }) =>
  problem.startsWith(`${setting} `) ? problem.slice(setting.length + 1) : problem;
