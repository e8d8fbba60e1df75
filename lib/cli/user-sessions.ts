import { createSessions, type Session } from "../auth/index.ts";
import { systemClock } from "../clock.ts";
import { COMMON_SETTINGS } from "../config/index.ts";
import { columns } from "../table.ts";
import { defineCommand } from "./command.ts";
import { CliError } from "./error.ts";
import { timeText } from "./message-text.ts";
import { text } from "./options.ts";
import { userNamed } from "./user-named.ts";
import { withStore } from "./with-store.ts";

const end = text("end", "ID|all", "Ends a session, or all of them: their browsers must sign in again.");

/** `aldis user sessions NAME`: in which browsers a user is signed in. */
export const userSessionsCommand = defineCommand({
  path: ["user", "sessions"],
  operands: ["NAME"],
  summary: "list the browsers in which a user is signed in, or end their sessions",
  settings: [...COMMON_SETTINGS, "sessionIdle", "sessionLife"],
  flags: { end },
  run: ({ config, flags, operands: [name = ""], io }) =>
    withStore(config, io, async (store, events) => {
      const user = await userNamed(store, name);
      const sessions = createSessions({
        store: store.sessions,
        users: store.users,
        events,
        now: systemClock.now,
        idleMs: config.sessionIdle,
        lifeMs: config.sessionLife,
      });
      if (flags.end === undefined) {
        const open = await sessions.list(user);
        io.out.write(open.length === 0 ? `${user.name} is not signed in\n` : columns(open.map(rowOf)));
        return 0;
      }
      if (flags.end === "all") {
        const ended = await sessions.endAll(user);
        io.out.write(`${ended} ${ended === 1 ? "session" : "sessions"} of ${user.name} ended\n`);
        return 0;
      }
      const ended = await sessions.end(user, flags.end);
      if (!ended.ok) throw new CliError("failed", `${user.name} has no such session`);
      io.out.write(`the session of ${user.name} ended\n`);
      return 0;
    }),
});

function rowOf({ id, createdAt, seenAt, address, agent }: Session): string[] {
  return [id, `since ${timeText(createdAt)}`, `seen ${timeText(seenAt)}`, address || "unknown address", agent];
}
