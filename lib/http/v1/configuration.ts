import { Type } from "@sinclair/typebox";
import type { Permission } from "../../auth/index.ts";
import { defined } from "../../defined.ts";
import { isNestedDeeper, parseJson } from "../../json.ts";
import type {
  ConfigurationPlan as Plan,
  ConfigurationProblem as Problem,
  ConfigurationSection as Section,
} from "../../messages/index.ts";
import type { Result } from "../../result.ts";
import type { NetworkRules } from "../access/access.ts";
import type { AccessGuard } from "../access/access-guard.ts";
import type { Caller } from "../access/caller.ts";
import { type Failure, failure, holds, invalid, lacking } from "../operations/failures.ts";
import { operation, type Route, route } from "../operations/operation.ts";
import { ConfigurationPlan, showPlan } from "./configuration-models.ts";

/** What changes a part by hand, changes it by an import. */
const NEEDS: Readonly<Record<Exclude<Section, "settings">, readonly Permission[]>> = {
  users: ["users", "permissions"],
  contacts: ["contacts"],
  policies: ["alarm-policies"],
  groups: ["groups"],
  templates: ["general"],
  rules: ["message-routing"],
  webhooks: ["webhooks"],
  checks: ["monitoring"],
  optOuts: ["contacts"],
};

interface ImportBy {
  userName: string;
  passphrase?: string;
  refused: (section: Section, name: string) => string | undefined;
  shutsOut: (after: NetworkRules) => string | undefined;
}

/** The configuration as a file. @throws StoreFailure from every promise */
interface ConfigurationDesk {
  export(options: { passwords: boolean; passphrase?: string; userName: string }): Promise<Result<string, Problem>>;
  plan(text: string, by: ImportBy): Promise<Result<Plan, Problem>>;
  import(text: string, by: ImportBy & { plan: string }): Promise<Result<Plan, Problem>>;
}

/** 9 MiB: the largest file, with a passphrase around it. */
const LARGEST_BODY = 9 * 1_048_576;
const PASSPHRASE_CHARACTERS = 1_000;
/** 64: conditions of a rule are nested up to ten times. */
const MOST_NESTED = 64;

const strict = { additionalProperties: false } as const;
const common = { method: "POST", tag: "Configuration", permissions: ["config-transfer"] } as const;
const FILE = { aldis: "configuration", version: 1, contacts: [{ name: "Anna Berg", number: "+491701234567" }] };
const PLAN_EXAMPLE = {
  id: "5pQ7nq0x3Z2mJrK8sVbYt1wLcA9dEfGhIjKlMnOpQrS",
  sections: [{ section: "contacts", added: 1, changed: 0, unchanged: 0, addedNames: ["Anna Berg"], changes: [] }],
  conflicts: [],
  missing: [],
};
const file = Type.Object({}, { additionalProperties: true, description: "As the export gives it; 8 MiB at most." });
const passphrase = Type.String({
  minLength: 1,
  maxLength: PASSPHRASE_CHARACTERS,
  description: "The one that the secrets in the file were locked with. Without it they are not read.",
});

const EXPORT = operation({
  ...common,
  path: "/api/v1/configuration/export",
  operationId: "exportConfiguration",
  summary: "What people have set, as one file",
  description:
    "Users with their permissions, contacts, groups with schedules, policies, templates, rules, webhooks, checks, opt-outs and stored settings, by names in place of IDs: the same configuration gives the same file. Secrets are not in it, unless a passphrase locks them (scrypt and AES-256-GCM), which needs the permission *Manage permissions* as well; no password, unless the hashes are asked for, which needs *Manage users*. Each export is the event `configuration.exported`.",
  body: Type.Object(
    {
      passwords: Type.Optional(
        Type.Boolean({ default: false, description: "The hashes of the users' passwords too." }),
      ),
      passphrase: Type.Optional(
        Type.String({ minLength: 12, maxLength: PASSPHRASE_CHARACTERS, description: "Locks the secrets." }),
      ),
    },
    strict,
  ),
  bodyExample: {},
  answer: Type.Object({}, { additionalProperties: true }),
  example: FILE,
  failures: [422, 503],
});

const PLAN = operation({
  ...common,
  path: "/api/v1/configuration/plan",
  operationId: "planConfiguration",
  summary: "Say what an import of a configuration would do",
  description:
    "Nothing is changed. What the file names is added, or becomes what the file says; everything else stays. For each part one needs the permission with which it is changed by hand, for users *Manage users* and *Manage permissions*: what you may not change is among the conflicts, and left out.",
  file: { type: "application/json", limitBytes: LARGEST_BODY },
  body: Type.Unsafe<Uint8Array>(Type.Object({ file, passphrase: Type.Optional(passphrase) }, strict)),
  bodyExample: { file: FILE },
  answer: ConfigurationPlan,
  example: PLAN_EXAMPLE,
  failures: [413, 422, 503],
});

const IMPORT = operation({
  ...common,
  path: "/api/v1/configuration/import",
  operationId: "importConfiguration",
  summary: "Import a configuration",
  description:
    "All of the plan in one transaction, while the gateway runs. 409: something here has changed since the plan was made, or nobody could manage users and permissions afterwards. Importing the same file again changes nothing.",
  file: { type: "application/json", limitBytes: LARGEST_BODY },
  body: Type.Unsafe<Uint8Array>(
    Type.Object(
      {
        file,
        plan: Type.String({ minLength: 1, maxLength: 64, description: "ID of the plan that was looked at." }),
        passphrase: Type.Optional(passphrase),
      },
      strict,
    ),
  ),
  bodyExample: { file: FILE, plan: PLAN_EXAMPLE.id },
  answer: ConfigurationPlan,
  example: PLAN_EXAMPLE,
  failures: [409, 413, 422, 503],
});

interface Deps {
  configurationDesk: ConfigurationDesk;
  settingsDesk: { describe(): { name: string; group: Permission }[] };
  guard: AccessGuard;
}

/** The configuration as a file. */
export const CONFIGURATION = {
  operations: [EXPORT, PLAN, IMPORT],
  routes({ configurationDesk: desk, settingsDesk, guard }: Deps): Route[] {
    const importer = (caller: Pick<Caller, "user"> & { request: Request }, given: Given): ImportBy => {
      const groups = new Map(settingsDesk.describe().map(({ name, group }) => [name, group]));
      return {
        userName: caller.user.name,
        ...defined({ passphrase: given.passphrase }),
        refused(section, name) {
          const group = groups.get(name);
          const needs = section === "settings" ? (group === undefined ? [] : [group]) : NEEDS[section];
          const missing = needs.find((permission) => !holds(caller.user, permission));
          return missing === undefined ? undefined : `needs the permission ${missing}`;
        },
        shutsOut: (after) => guard.shutOutBy(after, caller),
      };
    };
    return [
      route(EXPORT, async ({ body: { passwords = false, passphrase }, user }) => {
        if (passwords && !holds(user, "users")) return lacking("users");
        if (passphrase !== undefined && !holds(user, "permissions")) return lacking("permissions");
        const exported = await desk.export({ passwords, userName: user.name, ...defined({ passphrase }) });
        if (!exported.ok) return failed(exported.problem);
        return new Response(exported.value, {
          headers: {
            "content-type": "application/json",
            "content-disposition": 'attachment; filename="aldis-configuration.json"',
            "cache-control": "no-store",
          },
        });
      }),
      route(PLAN, async ({ body, user, request }) => {
        const given = readGiven(body);
        if (given === undefined) return notRead();
        const planned = await desk.plan(given.text, importer({ user, request }, given));
        return planned.ok ? showPlan(planned.value) : failed(planned.problem);
      }),
      route(IMPORT, async ({ body, user, request, limit }) => {
        const given = readGiven(body);
        if (given?.plan === undefined) return notRead();
        if (limit.passed) return failure(408, []);
        const done = await desk.import(given.text, { ...importer({ user, request }, given), plan: given.plan });
        return done.ok ? showPlan(done.value) : failed(done.problem);
      }),
    ];
  },
} as const;

interface Given {
  text: string;
  passphrase?: string;
  plan?: string;
}

/** `undefined`: it is not what the document says. */
function readGiven(bytes: Uint8Array): Given | undefined {
  const text = new TextDecoder().decode(bytes);
  if (isNestedDeeper(text, MOST_NESTED)) return undefined;
  const json = parseJson(text);
  if (typeof json !== "object" || json === null) return undefined;
  const { file, passphrase, plan } = json as Record<string, unknown>;
  if (typeof file !== "object" || file === null) return undefined;
  const isText = (value: unknown) =>
    value === undefined || (typeof value === "string" && value.length <= PASSPHRASE_CHARACTERS);
  if (!isText(passphrase) || !isText(plan)) return undefined;
  return { text: JSON.stringify(file), ...(defined({ passphrase, plan }) as { passphrase?: string; plan?: string }) };
}

const notRead = () =>
  invalid([
    {
      pointer: "",
      message: "must be a JSON object with the file, its passphrase if it has one, and for an import the plan",
    },
  ]);

function failed(problem: Problem): Failure {
  switch (problem.kind) {
    case "invalid":
      return invalid(problem.faults.map(({ pointer, message }) => ({ pointer: `/file${pointer}`, message })));
    case "passphrase":
      return failure(422, [`${problem.message}.`], { faults: [{ pointer: "/passphrase", message: "does not fit" }] });
    case "no-key":
      return failure(503, [`${problem.message}.`]);
    case "too-large":
      return failure(413, [`${problem.message}.`]);
    case "changed-meanwhile":
    case "last-administrator":
    case "damaged":
      return failure(409, [`${problem.message}.`]);
    default:
      return problem satisfies never;
  }
}
