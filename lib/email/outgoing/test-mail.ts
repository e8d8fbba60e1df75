import { randomUUID } from "node:crypto";
import type { Result } from "../../result.ts";
import type { Relay, RelayProblem } from "./relay.ts";

/** Sends a mail that shows that the configured server takes mail. Gives what it answered. Never rejects. */
export function sendTestMail(
  relay: Relay,
  { to, now }: { to: string; now: number },
): Promise<Result<string, RelayProblem>> {
  const domain = relay.from()?.split("@").at(-1) ?? "localhost";
  const time = new Date(now).toISOString();
  return relay.send(
    {
      to,
      subject: "Test mail of Aldis",
      text: `This gateway sends mail. It is a test, sent at ${time}.\n\nDiese Mail ist ein Test: Das Gateway kann Mails senden.\n`,
      messageId: `<test.${randomUUID()}@${domain}>`,
      headers: { "Auto-Submitted": "auto-generated" },
    },
    {},
  );
}
