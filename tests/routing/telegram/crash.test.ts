import { expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "../../support/eventually.ts";
import { runAldis, startAldis } from "../../support/process.ts";
import { temporaryDirectory } from "../../support/run-cli.ts";
import { sqlOn } from "../../support/sql.ts";
import { startTelegram } from "../../support/telegram/server.ts";

test("a process killed while Telegram is asked has it on disk: unknown in the next life, and asked of nobody before the policy", async () => {
  const folder = temporaryDirectory();
  const data = ["--data", join(folder, "data")];
  const url = `sqlite:${join(folder, "data", "aldis.sqlite")}`;
  await using telegram = await startTelegram();
  const serve = ["serve", "--port", "0", "--telegram-token", telegram.token, "--telegram-api", telegram.url, ...data];
  const add = ["user", "add", "apiuser", "--grant", "http-api", "--password-stdin", ...data];
  expect(await runAldis(add, { stdin: "secret\n" })).toMatchObject({ exit: 0 });
  try {
    const gateway = startAldis(serve);
    const [, base = ""] = await gateway.printed(/^Gateway: +(http\S+)/m);
    const anna = telegram.world.join({ id: 11, first_name: "Anna", phone: "491701234567" });
    anna.sharesNumber();
    await eventually("the link", () => anna.received.length === 1);
    telegram.trouble("sendMessage", { kind: "hold", done: true });
    const query = "username=apiuser&password=secret&text=alert&mode=telnumber&to=01701234567";
    expect(await (await fetch(`${base}/api.php?${query}`)).text()).toBe("OK");
    await eventually("the request", () => telegram.held === 1);
    await gateway.kill();
    telegram.release();

    const part = "select state, modem from outgoing_parts";
    expect(await sqlOn(url, part)).toEqual([{ state: "sending", modem: "telegram" }]);
    await using next = startAldis(serve);
    await next.printed(/"gateway started"/);
    const message = () => sqlOn(url, "select state, via from outgoing_messages");
    await eventually("the next life to find it", async () => (await message())[0]?.state === "unknown");
    expect(await message()).toEqual([{ state: "unknown", via: "telegram" }]);
    expect(anna.received.map((received) => received.text).slice(1)).toEqual(["alert"]);
    expect(telegram.callsOf("sendMessage")).toHaveLength(2);
    expect(await next.stop()).toBe(0);
    expect(gateway.output() + next.output()).not.toContain(telegram.token);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
