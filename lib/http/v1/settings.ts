import { type Static, Type } from "@sinclair/typebox";
import type { Permission } from "../../auth/index.ts";
import type { Result } from "../../result.ts";
import type { NetworkRules } from "../access/access.ts";
import type { AccessGuard } from "../access/access-guard.ts";
import { type Failure, type Fault, failure, holds, invalid, lacking } from "../operations/failures.ts";
import { operation, type Route, route } from "../operations/operation.ts";
import { Reply } from "../operations/reply.ts";
import { named, oneOf } from "../plumbing/schemas.ts";
import { changedMeanwhile, etagOf, readIfMatch } from "./etag.ts";

/** Those that the table of settings sorts its settings by. */
const GROUPS = [
  "email-to-sms",
  "general",
  "network",
  "permissions",
  "sim",
  "telegram",
] as const satisfies readonly Permission[];
const SHAPES = ["text", "number", "duration", "size", "switch", "choice"] as const;
const strict = { additionalProperties: false };

const text = Type.Union([Type.String(), Type.Array(Type.String())], {
  description: "As in the file: a text, or a list of them where a setting may be given more than once.",
});
const group = oneOf(GROUPS, { description: "The permission to see and change it." });

const Setting = named(
  "Setting",
  Type.Object(
    {
      name: Type.String(),
      group,
      value: Type.Optional(text),
      source: oneOf(["command-line", "environment", "file", "database", "default"]),
      givenBy: Type.Optional(Type.String({ description: "The option, the variable, or the file and its key." })),
      changeable: Type.Boolean({
        description: "This call can change it: nothing stronger than the database gives it.",
      }),
      restartNeeded: Type.Boolean({ description: "The gateway works with another value until it starts again." }),
      runningValue: Type.Optional({
        ...text,
        description:
          "If `restartNeeded`: what it works with until then, in the form of `value`; absent if it is nothing.",
      }),
      problem: Type.Optional(Type.String({ description: "Why the stored value cannot be used: the default stands." })),
    },
    strict,
  ),
);
const SettingList = named("SettingList", Type.Object({ items: Type.Array(Setting) }, strict));

const SettingDescription = named(
  "SettingDescription",
  Type.Object(
    {
      name: Type.String(),
      group,
      description: Type.String(),
      shape: oneOf(SHAPES, { description: "Of a list, the shape of one value." }),
      choices: Type.Optional(Type.Array(Type.String())),
      list: Type.Boolean({ description: "Takes several values." }),
      hidden: Type.Boolean({ description: "Its value is shown as •••, as it opens something." }),
      placeholder: Type.String(),
      minimum: Type.Optional(Type.String({ description: "The least it takes, in the form of the value: `64KiB`." })),
      maximum: Type.Optional(Type.String()),
      default: Type.Optional(text),
      defaultShown: Type.String({ description: "The default in words." }),
      environment: Type.String(),
      applies: oneOf(["now", "restart", "machine"], {
        description: "When a change applies. `machine`: only the command line, the environment and the file give it.",
      }),
    },
    strict,
  ),
);
const SettingSchema = named("SettingSchema", Type.Object({ items: Type.Array(SettingDescription) }, strict));

const LONGEST_TEXT = 4_096;
const MOST_TEXTS = 1_000;
/** 20,000 characters: a thousand networks or prefixes. Each number and each client is compared with all of them. */
const LONGEST_VALUE = 20_000;
const SettingChange = named(
  "SettingChange",
  Type.Object(
    {},
    {
      maxProperties: 100,
      description: "A JSON Merge Patch (RFC 7396) of the values by name; `null` resets a setting to its default.",
      additionalProperties: Type.Unknown({
        nullable: true,
        anyOf: [
          { type: "string", maxLength: LONGEST_TEXT },
          { type: "array", minItems: 1, maxItems: MOST_TEXTS, items: { type: "string", maxLength: LONGEST_TEXT } },
        ],
      }),
    },
  ),
);

const UNKNOWN = { name: "unknown", group: "general", source: "database", changeable: true, restartNeeded: false };

const LIST = operation({
  method: "GET",
  path: "/api/v1/settings",
  operationId: "listSettings",
  tag: "Settings",
  summary: "Settings with their values, and where those come from",
  description: "Those of the groups whose permission you hold. The header `ETag` stands for all of them together.",
  answer: SettingList,
  example: { items: [{ ...UNKNOWN, value: "hold" }] },
});

const DESCRIBE = operation({
  method: "GET",
  path: "/api/v1/settings/schema",
  operationId: "describeSettings",
  tag: "Settings",
  summary: "What each setting means, what it takes, and when a change applies",
  answer: SettingSchema,
  example: {
    items: [
      {
        name: "check-page",
        group: "network",
        description: "The page /check.php for monitoring plug-ins, which needs no user.",
        shape: "switch",
        list: false,
        hidden: false,
        placeholder: "on|off",
        default: "on",
        defaultShown: "on",
        environment: "ALDIS_CHECK_PAGE",
        applies: "now",
      },
    ],
  },
});

const CHANGE = operation({
  method: "PATCH",
  path: "/api/v1/settings",
  operationId: "changeSettings",
  tag: "Settings",
  summary: "Change settings, all or none",
  description:
    "Needs the permission of each setting's group. With `If-Match`, nothing is changed when somebody else has changed a setting meanwhile. 409: the command line, the environment or the file gives a setting, which wins over a stored value. Answers all settings; a change that applies after a restart has `restartNeeded`.",
  body: SettingChange,
  bodyExample: { unknown: "hold", "failed-window": null },
  answer: SettingList,
  example: { items: [{ ...UNKNOWN, value: "hold" }] },
  failures: [409, 412, 422],
});

type SettingView = Static<typeof Setting>;

/** Where settings are seen and changed. @throws StoreFailure from every promise */
interface SettingsDesk {
  describe(): Static<typeof SettingDescription>[];
  list(): Promise<SettingView[]>;
  /**
   * All or none. `undefined` resets a setting. `ifIs` looks at the settings right before they are changed, `shutsOut` at what would
   * decide who gets in: it gives the address that would not.
   */
  change(
    changes: ReadonlyMap<string, readonly string[] | undefined>,
    options: {
      userName: string;
      ifIs?: (now: SettingView[]) => boolean;
      shutsOut: (after: NetworkRules) => string | undefined;
    },
  ): Promise<Result<SettingView[], "changed-meanwhile" | readonly SettingProblem[]>>;
}

interface SettingProblem {
  kind: "unknown" | "machine" | "given" | "invalid" | "unsealed";
  name: string;
  /** Follows the name. */
  problem: string;
}

/** Settings, read and changed. */
export const SETTINGS = {
  operations: [LIST, DESCRIBE, CHANGE],
  routes: ({ settingsDesk: settings, guard }: { settingsDesk: SettingsDesk; guard: AccessGuard }): Route[] => {
    const seenBy = (user: { permissions: readonly Permission[] }, all: SettingView[]) => ({
      items: all.filter((setting) => user.permissions.includes(setting.group)),
    });
    return [
      route(LIST, async ({ user }) => withEtag(seenBy(user, await settings.list()))),
      route(DESCRIBE, async ({ user }) => ({
        items: settings.describe().filter((setting) => holds(user, setting.group)),
      })),
      route(CHANGE, async ({ request, user, body, headers }) => {
        const described = new Map(settings.describe().map((setting) => [setting.name, setting]));
        const changes = new Map<string, string[] | undefined>();
        const faults: Fault[] = [];
        for (const [name, value] of Object.entries(body)) {
          const setting = described.get(name);
          if (setting !== undefined && !holds(user, setting.group)) return lacking(setting.group);
          const read = setting === undefined ? { fault: "is not a setting" } : readValue(value, setting);
          if ("fault" in read) faults.push({ pointer: pointerTo(name), message: read.fault });
          else changes.set(name, read.texts);
        }
        if (faults.length > 0) return invalid(faults.slice(0, MOST_FAULTS));
        const matches = readIfMatch(headers);
        const changed = await settings.change(changes, {
          userName: user.name,
          shutsOut: (after) => guard.shutOutBy(after, { request, user }),
          ...(matches && { ifIs: (now) => matches(etagOf(seenBy(user, now))) }),
        });
        if (changed.ok) return withEtag(seenBy(user, changed.value));
        if (changed.problem === "changed-meanwhile") return changedMeanwhile();
        return refuse(changed.problem);
      }),
    ];
  },
} as const;

/** As many as of a schema. */
const MOST_FAULTS = 20;

const withEtag = <Answer>(answer: Answer) => new Reply(answer, { headers: { etag: etagOf(answer) } });

/** RFC 6901. A name may be long, and comes from a client. */
const pointerTo = (name: string) => `/${name.slice(0, 100).replaceAll("~", "~0").replaceAll("/", "~1")}`;

function readValue(value: unknown, { list }: { list: boolean }): { texts: string[] | undefined } | { fault: string } {
  if (value === null) return { texts: undefined };
  const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (!list && Array.isArray(value)) return { fault: "must be one text" };
  if (texts.length === 0 || texts.length > MOST_TEXTS) return { fault: `must have 1 to ${MOST_TEXTS} texts` };
  if (!texts.every((each) => typeof each === "string")) {
    return { fault: list ? "must be texts, or null for the default" : "must be a text, or null for the default" };
  }
  if (texts.some((each) => each.length > LONGEST_TEXT))
    return { fault: `must have at most ${LONGEST_TEXT} characters` };
  if (texts.reduce((sum, each) => sum + each.length, 0) > LONGEST_VALUE) {
    return { fault: `must have at most ${LONGEST_VALUE} characters together` };
  }
  return { texts: [...texts] };
}

function refuse(problems: readonly SettingProblem[]): Failure {
  const stands = problems.filter(({ kind }) => kind === "given" || kind === "unsealed");
  if (stands.length > 0)
    return failure(
      409,
      stands.map(({ name, problem }) => `${name} ${problem}.`),
    );
  return invalid(problems.map(({ name, problem }) => ({ pointer: pointerTo(name), message: problem })));
}
