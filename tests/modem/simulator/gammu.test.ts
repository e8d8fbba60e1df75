import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runSimulator } from "../../../lib/cli/simulator.ts";
import { hasProgram, runProgram } from "../../support/programs.ts";

const TO = "+4917012345678";
const LIMIT_MS = 60_000;

/** Debian's gammu, unchanged, on the pseudo-terminal that `aldis simulator` makes. */
describe.skipIf(!hasProgram("gammu"))("gammu believes the simulated modem:", () => {
  const stop = new AbortController();
  let folder = "";
  let control = "";
  let running: Promise<number> | undefined;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "aldis-gammu-"));
    const pty = join(folder, "modem");
    writeFileSync(join(folder, "gammurc"), `[gammu]\ndevice = ${pty}\nconnection = at115200\n`);
    const line = await new Promise<string>((ready, fail) => {
      running = runSimulator({ pty, control: 0 }, { out: { write: ready }, signal: stop.signal });
      running.catch(fail);
    });
    control = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0] ?? "";
  });

  afterAll(async () => {
    stop.abort();
    expect(await running).toBe(0);
    rmSync(folder, { recursive: true, force: true });
  });

  async function gammu(...args: string[]): Promise<string> {
    const command = ["gammu", "-c", join(folder, "gammurc"), ...args];
    const { exit, output } = await runProgram(command, { timeoutMs: LIMIT_MS });
    expect({ exit, output }).toMatchObject({ exit: 0 });
    return output;
  }

  const messages = async () => (await (await fetch(`${control}/messages`)).json()) as { text: string }[];

  async function sent(text: string, ...options: string[]) {
    const before = (await messages()).length;
    expect(await gammu("sendsms", "TEXT", TO, ...options, "-text", text)).toContain("OK, message reference=");
    return (await messages()).slice(before);
  }

  async function receive(from: string, text: string) {
    const response = await fetch(`${control}/messages`, { method: "POST", body: JSON.stringify({ from, text }) });
    expect(response.status).toBe(202);
  }

  test(
    "it identifies it",
    async () => {
      const output = await gammu("--identify");
      expect(output).toMatch(/Manufacturer +: Aldis/);
      expect(output).toMatch(/Model +: .*Simulated Modem/);
      expect(output).toMatch(/IMEI +: \d{15}/);
      expect(output).toMatch(/SIM IMSI +: \d{15}/);
    },
    LIMIT_MS,
  );

  test(
    "it sends a short text",
    async () => {
      expect(await sent("Hello world [€]")).toMatchObject([{ to: TO, text: "Hello world [€]", parts: 1 }]);
    },
    LIMIT_MS,
  );

  test(
    "it sends a long text in parts",
    async () => {
      const text = "The quick brown fox. ".repeat(19).slice(0, 400);
      expect(await sent(text, "-len", "400")).toMatchObject([{ to: TO, text, parts: 3 }]);
    },
    LIMIT_MS,
  );

  test(
    "it sends Unicode, in one part and in several",
    async () => {
      expect(await sent("Привет 😀 Grüße", "-unicode")).toMatchObject([{ text: "Привет 😀 Grüße", parts: 1 }]);
      const text = "Γειά σου Κόσμε! ".repeat(8).trim();
      expect(await sent(text, "-unicode", "-autolen", "400")).toMatchObject([{ text, parts: 2 }]);
    },
    LIMIT_MS,
  );

  test(
    "it reads every message that arrived",
    async () => {
      await receive("+491711111111", "incoming äöü €");
      await receive("Bank", `Привет 😀 ${"и ещё текст ".repeat(8)}конец`);
      const output = await gammu("getallsms");
      expect(output).toContain('Remote number        : "+491711111111"');
      expect(output).toContain("incoming äöü €");
      expect(output).toContain('Remote number        : "Bank"');
      expect(output).toContain("Привет 😀 и ещё");
      expect(output).toMatch(/part 2 of 2[\s\S]*конец/);
      expect(output).toContain("3 SMS parts");
    },
    LIMIT_MS,
  );

  test(
    "it deletes them, asks by USSD, and sees the network",
    async () => {
      await gammu("deleteallsms", "1");
      const state = (await (await fetch(`${control}/state`)).json()) as { storage: Record<string, { used: number }> };
      expect(state.storage).toMatchObject({ SM: { used: 0 } });
      expect(await gammu("getussd", "*100#")).toContain("Your balance is 12.34 EUR");
      expect(await gammu("networkinfo")).toMatch(/Network state +: home network/);
    },
    LIMIT_MS,
  );
});
