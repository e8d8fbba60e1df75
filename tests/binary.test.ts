import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PERMISSIONS } from "../lib/auth/index.ts";
import { pageScript } from "../lib/http/docs-script.ts";
import { builtBinary } from "./support/built-binary.ts";
import { eventually } from "./support/eventually.ts";
import { type RunningProgram, runAldis, startAldis } from "./support/process.ts";
import { walkRestApi } from "./support/rest-walk.ts";
import { startTelegram } from "./support/telegram/server.ts";
import { walkV1 } from "./support/v1-walk.ts";

/**
 * What a person gets who copies one file to a machine: no runtime on the PATH, nothing beside it, no environment. The
 * requests are the documented ones, sent by curl.
 */
const curl = Bun.which("curl");
const NUMBER = "+491701234567";

let folder = "";
let place: { binary: string; cwd: string; env: Record<string, string> };

beforeAll(async () => {
  const built = await builtBinary();
  folder = mkdtempSync(join(tmpdir(), "aldis-binary-"));
  mkdirSync(join(folder, "empty"));
  copyFileSync(built, join(folder, "aldis"));
  place = { binary: join(folder, "aldis"), cwd: join(folder, "empty"), env: {} };
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs curl as the documentation writes it; gives body and status. */
async function documented(...args: string[]): Promise<string> {
  if (curl === null) throw new Error("curl is needed for the documented examples");
  const child = Bun.spawn([curl, "-s", "-w", " %{http_code}", ...args], { stdout: "pipe", stdin: "ignore" });
  const [text] = await Promise.all([child.stdout.text(), child.exited]);
  return text;
}

async function serve(...args: string[]): Promise<{ gateway: RunningProgram; base: string }> {
  const gateway = startAldis(["--port", "0", ...args], place);
  const [, base = ""] = await gateway.printed(/^Gateway: +(http\S+)/m);
  return { gateway, base };
}

/** What the simulated network delivered, once it is `count` messages. */
function delivered(base: string, count: number): Promise<{ to: string; text: string; parts: number }[]> {
  const headers = { authorization: `Basic ${btoa("apiuser:secret")}` };
  return eventually(`${count} messages`, async () => {
    const answer = await fetch(`${base}/api/v1/simulator/messages`, { headers });
    if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
    const { items } = (await answer.json()) as { items: { to: string; text: string; parts: number }[] };
    return items.length >= count && items;
  });
}

const TEXTS: [name: string, text: string][] = [
  ["emoji", "Pizza 🍕 für die Familie 👨‍👩‍👧‍👦 um 8"],
  ["euro", "Das kostet 12,50 € {netto} [brutto: 14,88 €] ~ \\ | ^"],
  ["1,000 characters", "0123456789".repeat(100)],
  ["line ends", "first\nsecond\n\nfourth"],
  ["Turkish", "İstanbul'da çığ düştü, yağmur şiddetli: ğüşıöçĞÜŞİÖÇ ".repeat(2)],
  ["Greek", "Καλημέρα κόσμε, η θερμοκρασία είναι 21 βαθμοί"],
  ["Hindi", "नमस्ते दुनिया, सर्वर बंद हो गया है। ".repeat(4)],
];

describe("one file in an empty directory, without environment", () => {
  test("knows its version and its commands", async () => {
    expect(await runAldis(["--version"], place)).toEqual({ exit: 0, output: expect.stringMatching(/^aldis \d+\.\d+/) });
    expect((await runAldis(["--help"], place)).output).toContain("aldis user add NAME");
  });

  test("serves the four documented requests; what they send arrives", async () => {
    const began = performance.now();
    const { gateway, base } = await serve();
    await using _ = gateway;
    expect((await fetch(`${base}/health`)).status).toBe(200);
    console.log(`binary: start to first answer ${(performance.now() - began).toFixed(0)} ms`);
    expect(gateway.output()).toContain("aldis user add NAME --grant http-api");

    const add = ["user", "add", "apiuser", "--grant", "http-api,rest-api,sim", "--password-stdin"];
    expect(await runAldis(add, { ...place, stdin: "secret\n" })).toMatchObject({ exit: 0 });

    const common = "to=00491701234567&username=apiuser&password=secret";
    const hex = "48616c6c6f2064696573206973742065696e65205465737420534d53";
    expect(await documented("-X", "GET", `${base}/api.php?text=Test&${common}&mode=number`)).toBe("OK 200");
    // There is no Telegram for it to go by, and it may not go by SMS.
    expect(await documented("-X", "GET", `${base}/api.php?text=Test&${common}&mode=telnumber&telauto=false`)).toBe(
      "Error. See Gateway logs for more information. 400",
    );
    expect(await documented("-X", "GET", `${base}/api.php?text=${hex}&${common}&hexmode=true`)).toBe("OK 200");
    expect(await documented("-X", "POST", "-d", `text=Test&${common}&mode=number`, `${base}/api.php`)).toBe("OK 200");

    const messages = await delivered(base, 3);
    expect(messages.map(({ to }) => to)).toEqual([NUMBER, NUMBER, NUMBER]);
    expect(messages.map(({ text }) => text)).toEqual(["Test", "Hallo dies ist eine Test SMS", "Test"]);

    const script = await (await fetch(`${base}/docs/scalar.js`)).bytes();
    expect(Bun.hash(script)).toBe(Bun.hash(await Bun.file(pageScript ?? "").bytes()));
    expect(await runAldis(["health"], place)).toMatchObject({ exit: 0 });
    expect(await gateway.stop()).toBe(0);
    expect(gateway.output()).not.toContain("secret");
    expect(readdirSync(place.cwd)).toEqual(["data"]);
  }, 180_000);

  test("speaks with Telegram: links who shares a number, sends there, and by SMS to all others", async () => {
    await using telegram = await startTelegram();
    const data = ["--data", "data-telegram"];
    const bot = ["--telegram-token", telegram.token, "--telegram-api", telegram.url];
    const add = ["user", "add", "apiuser", "--grant", "http-api,rest-api,sim", "--password-stdin", ...data];
    expect(await runAldis(add, { ...place, stdin: "secret\n" })).toMatchObject({ exit: 0 });
    const { gateway, base } = await serve(...data, ...bot);
    await using _ = gateway;
    const anna = telegram.world.join({ id: 11, first_name: "Anna", phone: "491719876543", language_code: "de" });
    anna.sharesNumber();
    await eventually("the bot's answer", () => anna.received[0]?.text.startsWith("Vielen Dank! Ab jetzt"));
    const common = "username=apiuser&password=secret&mode=telnumber";
    for (const to of ["01719876543", "01701234567"]) {
      expect(await documented(`${base}/api.php?text=Stromausfall&to=${to}&${common}`)).toBe("OK 200");
    }
    await eventually("the message", () => anna.received[1]?.text === "Stromausfall");
    expect(await delivered(base, 1)).toMatchObject([{ to: NUMBER, text: "Stromausfall" }]);
    const status = await runAldis(["telegram", "status", ...data, ...bot], place);
    expect(status).toMatchObject({ exit: 0, output: expect.stringContaining("@aldis_test_bot") });
    expect(await gateway.stop()).toBe(0);
    expect(await delivered(base, 1).catch(() => "gone")).toBe("gone");
    expect(gateway.output()).not.toContain(telegram.token);
  }, 180_000);

  test.each(["none", "all"])(
    "carries every alphabet whole, with --languages %s",
    async (languages) => {
      const data = ["--data", `data-${languages}`];
      const add = ["user", "add", "apiuser", "--grant", "http-api,rest-api,sim", "--password-stdin", ...data];
      expect(await runAldis(add, { ...place, stdin: "secret\n" })).toMatchObject({ exit: 0 });
      const { gateway, base } = await serve("--languages", languages, ...data);
      await using _ = gateway;
      for (const [, text] of TEXTS) {
        const fields = { username: "apiuser", password: "secret", to: NUMBER, text };
        const encoded = Object.entries(fields).flatMap(([name, value]) => ["--data-urlencode", `${name}=${value}`]);
        expect(await documented(...encoded, `${base}/api.php`)).toBe("OK 200");
      }
      const messages = await delivered(base, TEXTS.length);
      // One recipient's messages keep their order.
      expect(messages.map(({ text }) => text)).toEqual(TEXTS.map(([, text]) => text));
      const parts = Object.fromEntries(TEXTS.map(([name], index) => [name, messages[index]?.parts]));
      expect(parts).toMatchObject({ euro: 1, "1,000 characters": 7, Greek: 1 });
      if (languages === "all") expect({ Turkish: parts.Turkish, Hindi: parts.Hindi }).toEqual({ Turkish: 1, Hindi: 1 });
      expect(await gateway.stop()).toBe(0);
    },
    180_000,
  );
});

describe("the REST API and the commands", () => {
  const data = ["--data", "data-rest"];
  const add = (name: string, grant: string) =>
    runAldis(["user", "add", name, "--grant", grant, "--password-stdin", ...data], { ...place, stdin: "secret\n" });

  test("a client generated from the document calls every operation; the state names the build", async () => {
    expect(await add("stranger", "rest-api,contacts,groups,incoming-messages,sent-messages")).toMatchObject({
      exit: 0,
    });
    const { gateway, base } = await serve(...data);
    await using _ = gateway;
    await walkRestApi(base, { name: "stranger", password: "secret" });
    const headers = { authorization: `Basic ${btoa("stranger:secret")}` };
    const state = (await (await fetch(`${base}/api/state`, { headers })).json()) as { build: { commit: string } };
    expect(state.build.commit).toMatch(/^[0-9a-f]{7,}$/);
    expect(await gateway.stop()).toBe(0);
  }, 180_000);

  test("a client of the published types calls every operation of /api/v1, and each answer is as documented", async () => {
    const own = ["--data", "data-v1"];
    const grants = Object.keys(PERMISSIONS)
      .filter((permission) => permission !== "command-api")
      .join(",");
    const added = ["user", "add", "clerk", "--grant", grants, "--password-stdin", ...own];
    expect(await runAldis(added, { ...place, stdin: "correct-horse\n" })).toMatchObject({ exit: 0 });
    const { gateway, base } = await serve(...own);
    await using _ = gateway;
    await walkV1(base, { name: "clerk", password: "correct-horse" });
    expect(gateway.output()).not.toContain("correct-horse");
    expect(await gateway.stop()).toBe(0);
  }, 180_000);

  test("reboot and halt are answered before the process ends, with 75 and 0", async () => {
    expect(await add("operator", "command-api")).toMatchObject({ exit: 0 });
    for (const [mode, exit] of [
      ["reboot", 75],
      ["halt", 0],
    ] as const) {
      const { gateway, base } = await serve(...data);
      await using _ = gateway;
      const form = `username=operator&password=secret&mode=${mode}`;
      expect(await documented("-d", form, `${base}/commands.php`)).toBe("OK 200");
      expect(await gateway.exited).toBe(exit);
    }
  }, 180_000);
});

describe("a gateway as a process", () => {
  test("that is killed leaves a data directory on which the next one starts", async () => {
    const { gateway } = await serve("--data", "signals");
    await gateway.kill();
    const next = await serve("--data", "signals");
    expect(await next.gateway.stop()).toBe(0);
  });

  test("waits for a request that was begun, and ends at once at a second signal", async () => {
    const { gateway, base } = await serve("--data", "signals");
    await using _ = gateway;
    const socket = connect(Number(new URL(base).port), "127.0.0.1");
    const closed = Promise.withResolvers<void>();
    socket.on("error", () => closed.resolve()).on("close", () => closed.resolve());
    socket.write("POST /api.php HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\nusername=");
    // A request that is answered tells that the one before it has been taken up.
    expect((await fetch(`${base}/health`)).status).toBe(200);
    process.kill(gateway.pid, "SIGTERM");
    await gateway.printed(/"gateway stops"/);
    process.kill(gateway.pid, "SIGINT");
    expect(await gateway.exited).toBe(130);
    await closed.promise;
  });

  test("does not run what lies in its directory", async () => {
    const trap = join(folder, "trap");
    mkdirSync(trap);
    await Bun.write(join(trap, "bunfig.toml"), 'preload = ["./trap.ts"]\n');
    await Bun.write(join(trap, "trap.ts"), 'console.log("TRAPPED");\n');
    await Bun.write(join(trap, ".env"), "ALDIS_PORT=nonsense\n");
    const { exit, output } = await runAldis(["migrate"], { ...place, cwd: trap });
    expect({ exit, output }).toEqual({ exit: 0, output: "the database is up to date\n" });
    const gateway = startAldis(["serve", "--modem", "x"], { ...place, cwd: trap });
    expect(await gateway.exited).toBe(2);
    expect(gateway.output()).not.toContain("nonsense");
  });
});
