import { expect, test } from "bun:test";
import { createSessions } from "../../lib/auth/index.ts";
import { userCommands } from "../../lib/cli/user.ts";
import { openStore } from "../../lib/store/index.ts";
import { commandsOnData } from "../support/commands-on-data.ts";
import { recordEvents } from "../support/recorded-events.ts";
import { sqlOn } from "../support/sql.ts";

const HOUR = 3_600_000;
const cli = commandsOnData(userCommands);
const sessions = (...args: string[]) => cli.run(["user", "sessions", ...args]);

/** Signs `anna` in, as a gateway on the data does. */
async function signIn(agent: string): Promise<string> {
  const store = await openStore({ url: cli.database() });
  try {
    const { users } = store;
    const limits = { idleMs: 12 * HOUR, lifeMs: 720 * HOUR };
    const open = createSessions({ store: store.sessions, users, events: recordEvents(), now: Date.now, ...limits });
    const user = await users.findByName("anna");
    const started = user && (await (await open.prepare("anna"))(user, { address: "192.0.2.7", agent }));
    if (started === undefined) throw new Error("anna could not sign in");
    return started.session.id;
  } finally {
    await store.close();
  }
}

test("lists where a user is signed in, and ends one session or all", async () => {
  await cli.run(["user", "add", "anna", "--password-stdin"], "secret\n");
  expect((await sessions("anna")).out).toBe("anna is not signed in\n");
  const first = await signIn("Firefox");
  const second = await signIn("Chromium");
  const lines = (await sessions("anna")).out.split("\n");
  expect(lines.length).toBe(3);
  for (const [id, agent] of [
    [first, "Firefox"],
    [second, "Chromium"],
  ] as const) {
    expect(lines.find((line) => line.startsWith(`${id}  since 2`))).toEndWith(`  192.0.2.7  ${agent}`);
  }
  await sqlOn(cli.database(), "update sessions set seen_at = seen_at - 60000");
  expect((await sessions("anna", "--session-idle", "1m")).out).toBe("anna is not signed in\n");
  expect(await sessions("anna", "--end", first)).toMatchObject({ status: 0, out: "the session of anna ended\n" });
  expect(await sessions("anna", "--end", first)).toMatchObject({ status: 1, err: "aldis: anna has no such session\n" });
  expect((await sessions("anna")).out).toStartWith(second);
  await signIn("Firefox");
  expect((await sessions("anna", "--end", "all")).out).toBe("2 sessions of anna ended\n");
  expect((await sessions("anna")).out).toBe("anna is not signed in\n");
  expect(await sessions("nobody")).toMatchObject({ status: 1, err: "aldis: The user nobody does not exist\n" });
});
