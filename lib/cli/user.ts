import {
  createUserAdministration,
  MOST_PER_MINUTE,
  takePasswordsAgain,
  type User,
  type UserAdministration,
  type UserLimits,
  type UserResult,
} from "../auth/index.ts";
import { systemClock } from "../clock.ts";
import { COMMON_SETTINGS, type Config, type Option, parseNetworks, parseWhole } from "../config/index.ts";
import { defined } from "../defined.ts";
import { describeLimits } from "../messages/index.ts";
import { ok } from "../result.ts";
import { columns } from "../table.ts";
import { type Command, defineCommand } from "./command.ts";
import { CliError } from "./error.ts";
import type { CommandIo } from "./io.ts";
import { option, toggle } from "./options.ts";
import { readNewPassword } from "./password.ts";
import { held, PERMISSION_LIST, PRESET_LIST, parsePermissions, parsePreset, permissionsOption } from "./permissions.ts";
import { userIdentitiesCommand } from "./user-identities.ts";
import { userSecondFactorCommand } from "./user-second-factor.ts";
import { userSessionsCommand } from "./user-sessions.ts";
import { withStore, withStoreOrNew } from "./with-store.ts";

const passwordStdin = toggle("password-stdin", "Read the password from standard input instead of asking for it.");

const keepTokens = toggle("keep-tokens", "Keep the user's tokens, so that programs go on; sessions end in any case.");

const grant = permissionsOption("grant", "Permissions to grant immediately.");

const preset = option("preset", "PRESET", {
  documentation: "Permissions that fit a task, to grant immediately.",
  parse: parsePreset,
});

const networks: Option<readonly string[] | "any"> = {
  flag: "networks",
  placeholder: "CIDR[,CIDR…]|any",
  documentation: "From where the user may call: networks such as 10.0.0.0/8 or 2001:db8::/32, or single addresses.",
  repeatable: true,
  parse(texts) {
    if (texts.join() === "any") return ok("any");
    const parsed = parseNetworks(texts);
    return parsed.ok ? ok(parsed.value.map((network) => network.text)) : parsed;
  },
};

const perMinute = option<number | "any">("per-minute", "N|any", {
  documentation: "Limit of requests and message parts in any 60 seconds, across all interfaces.",
  parse: (text) => (text === "any" ? ok(text) : parseWhole(1, MOST_PER_MINUTE)(text)),
});

/** `aldis user …`: who may use the gateway. What is changed takes effect at once, also on a running gateway. */
export const userCommands: readonly Command[] = [
  defineCommand({
    path: ["user", "add"],
    operands: ["NAME"],
    summary: "add a user; the password is asked for",
    details: `${PERMISSION_LIST}\n\n${PRESET_LIST}`,
    settings: COMMON_SETTINGS,
    flags: { grant, preset, passwordStdin },
    async run({ config, flags, operands: [name = ""], io }) {
      const password = await readNewPassword(io, { fromStdin: flags.passwordStdin === true });
      const permissions = [...(flags.grant ?? []), ...(flags.preset ?? [])];
      const created = await withStoreOrNew(config, io, ({ users }, events) =>
        createUserAdministration({ users, events }).create({ name, password, permissions }),
      );
      if (!created.ok) throw new CliError("failed", created.problem.message);
      io.out.write(`${name} was added and holds ${held(permissions)}\n`);
      return 0;
    },
  }),
  defineCommand({
    path: ["user", "list"],
    operands: [],
    summary: "list users and their permissions",
    settings: COMMON_SETTINGS,
    flags: {},
    async run({ config, io }) {
      const users = await withStore(config, io, ({ users }, events) =>
        createUserAdministration({ users, events }).list(),
      );
      io.out.write(columns(users.map((user) => [user.name, describe(user)])));
      return 0;
    },
  }),
  defineCommand({
    path: ["user", "passwd"],
    operands: ["NAME"],
    summary: "change a user's password",
    details: "The user's sessions end, and the user's tokens are revoked unless they are kept.",
    settings: COMMON_SETTINGS,
    flags: { passwordStdin, keepTokens },
    async run({ config, flags, operands: [name = ""], io }) {
      const password = await readNewPassword(io, { fromStdin: flags.passwordStdin === true });
      await administer(config, io, (users) =>
        users.changePassword(name, password, { keep: { tokens: flags.keepTokens === true } }),
      );
      await withStore(config, io, ({ settings }) => takePasswordsAgain(settings, systemClock.now()));
      io.out.write(`the password of ${name} was changed\n`);
      return 0;
    },
  }),
  permissionCommand("grant", "grant permissions to a user", (held, asked) => [...held, ...asked]),
  permissionCommand("revoke", "revoke permissions from a user", (held, asked) =>
    held.filter((permission) => !asked.includes(permission)),
  ),
  defineCommand({
    path: ["user", "preset"],
    operands: ["NAME", "PRESET"],
    summary: "give a user the permissions of a preset, in place of what the user holds",
    details: PRESET_LIST,
    settings: COMMON_SETTINGS,
    flags: {},
    async run({ config, operands: [name = "", id = ""], io }) {
      const permissions = parsePreset(id);
      if (!permissions.ok) throw new CliError("usage", permissions.problem);
      return holds(
        await administer(config, io, (users) => users.change(name, () => ({ permissions: permissions.value }))),
        io,
      );
    },
  }),
  defineCommand({
    path: ["user", "limit"],
    operands: ["NAME"],
    summary: "limit the networks and the request rate of a user",
    details: "Options that are left out change nothing; without options, the current limits are shown.",
    settings: COMMON_SETTINGS,
    flags: { networks, perMinute },
    async run({ config, flags, operands: [name = ""], io }) {
      const { limits = {} } = await administer(config, io, (users) =>
        users.change(name, ({ limits }) => ({ limits: limitsOf(flags, limits) })),
      );
      io.out.write(`${name} may call ${describeLimits(limits)}\n`);
      return 0;
    },
  }),
  userSessionsCommand,
  userSecondFactorCommand,
  userIdentitiesCommand,
  disablingCommand("disable", "lock a user out everywhere: sessions and tokens end; stored data stays"),
  disablingCommand("enable", "let a disabled user in again"),
  defineCommand({
    path: ["user", "remove"],
    operands: ["NAME"],
    summary: "remove a user",
    settings: COMMON_SETTINGS,
    flags: {},
    async run({ config, operands: [name = ""], io }) {
      await administer(config, io, (users) => users.remove(name));
      io.out.write(`${name} was removed\n`);
      return 0;
    },
  }),
];

function permissionCommand(
  verb: "grant" | "revoke",
  summary: string,
  combine: (held: readonly string[], asked: readonly string[]) => readonly string[],
): Command {
  return defineCommand({
    path: ["user", verb],
    operands: ["NAME", "ID[,ID…]"],
    summary,
    details: PERMISSION_LIST,
    settings: COMMON_SETTINGS,
    flags: {},
    async run({ config, operands: [name = "", ids = ""], io }) {
      const asked = parsePermissions(ids);
      if (!asked.ok) throw new CliError("usage", asked.problem);
      const changed = await administer(config, io, (users) =>
        users.change(name, ({ permissions }) => ({ permissions: combine(permissions, asked.value) })),
      );
      return holds(changed, io);
    },
  });
}

function holds({ name, permissions }: User, io: CommandIo): number {
  io.out.write(`${name} holds ${held(permissions)}\n`);
  return 0;
}

/** What is given replaces, `any` lifts, and the rest stays. */
function limitsOf(
  given: { networks?: readonly string[] | "any" | undefined; perMinute?: number | "any" | undefined },
  { networks, requestsPerMinute }: UserLimits = {},
): UserLimits {
  const either = <Limit>(limit: Limit | "any" | undefined, held: Limit | undefined) =>
    limit === "any" ? undefined : (limit ?? held);
  return {
    ...defined({
      networks: either(given.networks, networks),
      requestsPerMinute: either(given.perMinute, requestsPerMinute),
    }),
  };
}

function disablingCommand(verb: "disable" | "enable", summary: string): Command {
  return defineCommand({
    path: ["user", verb],
    operands: ["NAME"],
    summary,
    settings: COMMON_SETTINGS,
    flags: {},
    async run({ config, operands: [name = ""], io }) {
      await administer(config, io, (users) => users.change(name, () => ({ disabled: verb === "disable" })));
      io.out.write(`${name} was ${verb}d\n`);
      return 0;
    },
  });
}

function describe({ permissions, limits, disabled }: User): string {
  const facts = [held(permissions), limits && describeLimits(limits), disabled ? "disabled" : undefined];
  return facts.filter((fact) => fact !== undefined).join("  ");
}

async function administer<V>(
  config: Pick<Config, "data" | "database" | "textKeyFile">,
  io: CommandIo,
  change: (users: UserAdministration) => Promise<UserResult<V>>,
): Promise<V> {
  const result = await withStore(config, io, ({ users }, events) =>
    change(createUserAdministration({ users, events })),
  );
  if (!result.ok) throw new CliError("failed", result.problem.message);
  return result.value;
}
