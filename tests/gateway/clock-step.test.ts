import { afterEach, describe, expect, test } from "bun:test";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openStore } from "../../lib/store/index.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free-port.ts";
import { type RunningProgram, runAldis, startAldis } from "../support/process.ts";
import { temporaryDirectory } from "../support/run-cli.ts";

const FAKETIME = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu"]
  .map((folder) => join(folder, "faketime/libfaketime.so.1"))
  .find((file) => existsSync(file));
if (FAKETIME === undefined && process.env.CI === "true") throw new Error("install the package faketime");

const MESSAGES = 5;

describe.skipIf(FAKETIME === undefined)(
  "a gateway whose machine's clock is set while messages wait for a modem",
  () => {
    let folder = "";
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    async function waiting() {
      folder = temporaryDirectory();
      const data = ["--data", join(folder, "data")];
      const time = join(folder, "time");
      const setClock = (offset: string) => writeFileSync(time, `${offset}\n`);
      setClock("+0");
      const added = await runAldis(["user", "add", "apiuser", "--grant", "http-api", "--password-stdin", ...data], {
        stdin: "secret\n",
      });
      expect(added).toMatchObject({ exit: 0 });
      const link = join(folder, "modem");
      const start = async (): Promise<RunningProgram> => {
        const gateway = startAldis(["serve", ...data, "--port", "0", "--modem", link], {
          env: {
            PATH: process.env.PATH ?? "",
            HOME: process.env.HOME ?? "",
            LD_PRELOAD: FAKETIME ?? "",
            FAKETIME_TIMESTAMP_FILE: time,
            FAKETIME_NO_CACHE: "1",
            FAKETIME_DONT_FAKE_MONOTONIC: "1",
          },
        });
        await gateway.printed(/gateway started/);
        return gateway;
      };
      const gateway = await start();
      const base = (await gateway.printed(/http:\/\/127\.0\.0\.1:\d+/))[0];
      for (let at = 0; at < MESSAGES; at++) {
        const query = `username=apiuser&password=secret&to=0049170123456${at}&text=Test`;
        expect((await fetch(`${base}/api.php?${query}`)).status).toBe(200);
      }
      return { start, gateway, setClock, link };
    }

    /** Puts the modem in, and waits until the network has all messages. */
    async function allArrive(link: string): Promise<void> {
      const control = await freePort();
      await using simulator = startAldis(["simulator", "--pty", link, "--control", String(control)]);
      await simulator.printed(/\n/);
      const taken = async () => (await (await fetch(`http://127.0.0.1:${control}/messages`)).json()) as unknown[];
      await eventually("the messages", async () => (await taken()).length === MESSAGES);
    }

    test.each([
      ["-1h", "back by 60 min"],
      ["+3d", "forward by 3 days"],
    ])(
      "sends them as before, and says so: %s",
      async (offset, words) => {
        const { gateway, setClock, link } = await waiting();
        setClock(offset);
        await gateway.printed(/"msg":"This machine's clock was set/);
        await allArrive(link);
        expect(await gateway.stop()).toBe(0);
        const events = await listEvents(folder);
        expect(events).toContain(
          `This machine's clock was set ${words}: ${MESSAGES} waiting messages were moved with it.`,
        );
        expect(events).not.toContain("validity");
      },
      180_000,
    );

    test.each(["-1h", "+3d"])(
      "over a restart too: %s",
      async (offset) => {
        const { gateway, setClock, link, start } = await waiting();
        await gateway.kill();
        setClock(offset);
        const next = await start();
        await next.printed(/"msg":"This machine's clock was set/);
        await allArrive(link);
        expect(await next.stop()).toBe(0);
        expect(await listEvents(folder)).toContain("while the gateway was not running");
      },
      180_000,
    );
  },
);

async function listEvents(folder: string): Promise<string> {
  const store = await openStore({ url: `sqlite:${join(folder, "data", "aldis.sqlite")}`, migrate: false });
  const events = await store.events.list({ limit: 100 });
  await store.close();
  return events.map(({ message }) => message).join("\n");
}
