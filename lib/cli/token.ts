import { type ApiToken, type ApiTokens, createApiTokens } from "../auth/index.ts";
import { systemClock } from "../clock.ts";
import { COMMON_SETTINGS, type Config, parseDuration } from "../config/index.ts";
import { defined } from "../defined.ts";
import { TOKEN_NAME_CHARACTERS } from "../limits.ts";
import type { EventRecorder } from "../messages/index.ts";
import { nameKey } from "../names.ts";
import type { Store } from "../store/index.ts";
import { columns } from "../table.ts";
import { visible } from "../visible.ts";
import { type Command, defineCommand } from "./command.ts";
import { CliError } from "./error.ts";
import type { CommandIo } from "./io.ts";
import { timeText } from "./message-text.ts";
import { option } from "./options.ts";
import { PERMISSION_LIST, permissionsOption } from "./permissions.ts";
import { userNamed } from "./user-named.ts";
import { withStore } from "./with-store.ts";

const permissions = permissionsOption(
  "permissions",
  "What the token allows; everything that the user holds when left out.",
);
const expires = option("expires", "TIME", {
  documentation: "When the token ends, counted from now, such as 90d; never when left out.",
  parse: parseDuration,
});

/** `aldis token …`: what programs send in place of a password. */
export const tokenCommands: readonly Command[] = [
  defineCommand({
    path: ["token", "add"],
    operands: ["USER", "NAME"],
    summary: "make a token for a program; it is shown once",
    details: `The program sends it as Authorization: Bearer aldis_… to /api/v1. It never allows more than its user holds, and ends with a change of that user's password unless tokens are kept.\n\n${PERMISSION_LIST}`,
    settings: COMMON_SETTINGS,
    flags: { permissions, expires },
    async run({ config, flags, operands: [userName = "", name = ""], io }) {
      const expiresAt = flags.expires === undefined ? undefined : systemClock.now() + flags.expires;
      const asked = { name, ...defined({ permissions: flags.permissions, expiresAt }) };
      const added = await withTokens(config, io, async (tokens, store) =>
        tokens.add(await userNamed(store, userName), asked),
      );
      if (!added.ok) throw new CliError("failed", added.problem.message);
      io.err.write("This is the only time that the token is shown:\n");
      io.out.write(`${added.value.secret}\n`);
      return 0;
    },
  }),
  defineCommand({
    path: ["token", "list"],
    operands: ["[USER]"],
    summary: "list tokens: what each allows, and when it was used last",
    settings: COMMON_SETTINGS,
    flags: {},
    async run({ config, operands: [userName], io }) {
      const rows = await withTokens(config, io, async (tokens, store) => {
        const users = userName === undefined ? await store.users.list() : [await userNamed(store, userName)];
        const ofUser = Map.groupBy(await tokens.list(), ({ userId }) => userId);
        return users.flatMap(({ id, name }) => (ofUser.get(id) ?? []).map((token) => rowOf(token, name)));
      });
      io.out.write(columns(rows));
      return 0;
    },
  }),
  defineCommand({
    path: ["token", "revoke"],
    operands: ["USER", "NAME"],
    summary: "revoke a token; running gateways refuse it at once",
    settings: COMMON_SETTINGS,
    flags: {},
    async run({ config, operands: [userName = "", name = ""], io }) {
      const { revoked, user } = await withTokens(config, io, async (tokens, store) => {
        const user = await userNamed(store, userName);
        const token = (await tokens.list(user.id)).find((each) => keyOf(each.name) === keyOf(name));
        return { user, revoked: token && (await tokens.revoke(user, token.id)) };
      });
      if (!revoked?.ok) throw new CliError("failed", `User ${user.name} has no token ${visible(name)}`);
      io.out.write(`token ${revoked.value.name} of ${user.name} was revoked\n`);
      return 0;
    },
  }),
];

function withTokens<T>(
  config: Pick<Config, "data" | "database" | "textKeyFile">,
  io: CommandIo,
  use: (tokens: ApiTokens, store: Store) => Promise<T>,
): Promise<T> {
  return withStore(config, io, (store, events) => use(tokensOf(store, events), store));
}

const keyOf = (name: string) => nameKey(name, TOKEN_NAME_CHARACTERS);

const tokensOf = (store: Store, events: EventRecorder) =>
  createApiTokens({ store: store.apiTokens, users: store.users, events, now: systemClock.now });

function rowOf({ name, permissions, expiresAt, usedAt, usedFrom }: ApiToken, owner: string): string[] {
  const used =
    usedAt === undefined ? "never used" : `used ${timeText(usedAt)} from ${usedFrom || "an unknown address"}`;
  const end =
    expiresAt === undefined ? "" : `${expiresAt <= systemClock.now() ? "expired" : "expires"} ${timeText(expiresAt)}`;
  return [owner, name, permissions.join(", "), used, end];
}
