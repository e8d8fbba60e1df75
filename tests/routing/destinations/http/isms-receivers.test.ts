import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { systemClock } from "../../../../lib/clock.ts";
import { createHttpClient } from "../../../../lib/routing/destinations/http/client.ts";
import { createIsmsPushes } from "../../../../lib/routing/destinations/http/isms-push.ts";
import { eventually } from "../../../support/eventually.ts";
import { aJob } from "../../../support/jobs.ts";
import { type RunningProgram, startAldis } from "../../../support/process.ts";
import { hasProgram, programPath } from "../../../support/programs.ts";

const PROGRAM = join(import.meta.dir, "../../../support/isms-receiver.py");
const TEXTS = [
  "plain text with blanks",
  "1+1=2 & a%20b 100% +",
  "Größe: ÄÖÜ éà £ ¥",
  "5 € for 😀 — “quoted”",
  `<b>"it's"</b> ]]> &amp;`,
  "two\nlines",
  "username=x&XMLDATA=y",
  "",
] as const;

describe.skipIf(!hasProgram("python3"))("receivers of the iSMS protocol, with the decoders of another language", () => {
  let receiver: RunningProgram;
  let port = "";
  let pushed = 0;
  beforeAll(async () => {
    receiver = startAldis([], { command: [programPath("python3") ?? "python3", PROGRAM] });
    [, port = ""] = await receiver.printed(/^(\d+)\n/);
  });
  afterAll(() => receiver.kill());

  /** What it read last. */
  async function push(path: string, text: string, username?: string) {
    const handler = createIsmsPushes({
      client: createHttpClient({ clock: systemClock, isNamed: () => true }),
      clock: systemClock,
      timeZone: "Europe/Berlin",
      passwordOf: async () => "s+&= %41",
    });
    const about = {
      modemNumber: "+491700000001",
      sender: "+491701234567",
      receivedAt: Date.parse("2026-01-31T23:05:09Z"),
    };
    const payload = {
      url: `http://127.0.0.1:${port}${path}`,
      text,
      ...about,
      ...(username === undefined ? {} : { username }),
    };
    const job = { ...aJob({ kind: "isms", payload }), id: 1 };
    const { signal } = new AbortController();
    const result = await handler.perform(job as Parameters<typeof handler.perform>[0], { signal });
    expect(result).toMatchObject({ ok: true, answer: "ACCEPTED" });
    pushed++;
    // The first line is the port.
    const line = await eventually("it is printed", () => receiver.output().split("\n").slice(0, -1)[pushed]);
    return JSON.parse(line) as Record<string, unknown>;
  }

  test.each(TEXTS.flatMap((text) => ["/form", "/percent"].map((path) => [path, text] as const)))(
    "one that decodes as %s accepts %j and reads what was written",
    async (path, text) => {
      expect(await push(path, text)).toEqual({
        ModemNumber: "1:+491700000001",
        SenderNumber: "+491701234567",
        Date: "26/02/01",
        Time: "00:05:09",
        Message: text,
        user: null,
        password: null,
      });
    },
  );

  test.each(["/form", "/percent"])("one that decodes as %s reads user and password as they are", async (path) => {
    expect(await push(path, "x", "ad min+&=")).toMatchObject({ user: "ad min+&=", password: "s+&= %41", Message: "x" });
  });
});
