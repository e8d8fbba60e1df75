import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { findClientProgram } from "../support/client-programs.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free-port.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { hasProgram, runProgram } from "../support/programs.ts";
import { temporaryDirectory } from "../support/run-cli.ts";
import { blockOf, blocksOf } from "./integration-pages.ts";

const TO = "00491701234567";
const hasCurl = hasProgram("curl");
const alertmanager = findClientProgram("prometheus-alertmanager");

let gateway: TestGateway;
let folder = "";
beforeAll(async () => {
  gateway = await startTestGateway();
  await gateway.addUser("apiuser", "http-api");
  const commands = blocksOf("README", "sh", gateway.url).find((block) => block.includes("group add")) ?? "";
  for (const line of commands.trim().split("\n")) {
    const { status, err } = await gateway.command(line.split(" ").slice(1));
    if (status !== 0) throw new Error(`${line}: ${err}`);
  }
  folder = temporaryDirectory();
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

/** Waits for the text to be delivered, and gives it with its recipient. */
async function delivery(part: string) {
  const messages = await eventually(`a message with “${part}”`, async () => {
    const found = (await gateway.delivered(1)).filter(({ text }) => text.includes(part));
    return found.length > 0 ? found : undefined;
  });
  expect(messages).toHaveLength(1);
  return { to: messages[0]?.to, text: messages[0]?.text };
}

const shell = (script: string, env: Record<string, string> = {}) =>
  runProgram(["sh", "-c", script], { timeoutMs: 120_000, env });

describe.skipIf(!hasCurl)("what the pages have to paste, pasted", () => {
  test("the first try of the overview", async () => {
    const [, send = ""] = blocksOf("README", "sh", gateway.url);
    expect(await shell(send)).toMatchObject({ exit: 0, output: expect.stringContaining("OK") });
    expect(await delivery("It works")).toEqual({ to: "+491701234567", text: "It works" });
  });

  test("the limits of the overview are those of the command line", async () => {
    const [command = ""] = blocksOf("README", "sh", gateway.url).slice(-1);
    const words = command.trim().split(/\s+/).slice(1);
    expect((await gateway.command(words)).out).toBe(
      "apiuser may call from 192.0.2.10, 10.1.0.0/16, 60 requests a minute\n",
    );
    await gateway.command(["user", "limit", "apiuser", "--networks", "any", "--per-minute", "any"]);
  });

  test.each([
    [
      {
        NOTIFY_WHAT: "SERVICE",
        NOTIFY_SERVICEDESC: "Disk /var",
        NOTIFY_SERVICESTATE: "CRITICAL",
        NOTIFY_SERVICEOUTPUT: '98 % & "full"; it\'s bad',
      },
      'db1 Disk /var is CRITICAL: 98 % & "full"; it\'s bad',
    ],
    [
      { NOTIFY_WHAT: "HOST", NOTIFY_HOSTSTATE: "DOWN", NOTIFY_HOSTOUTPUT: "no answer from Köln" },
      "db1 is DOWN: no answer from Köln",
    ],
  ])("Checkmk's script: %#", async (variables, text) => {
    const script = join(folder, "aldis");
    writeFileSync(script, blockOf("checkmk", "sh", gateway.url));
    chmodSync(script, 0o755);
    const env = {
      NOTIFY_HOSTNAME: "db1",
      NOTIFY_CONTACTPAGER: TO,
      NOTIFY_PARAMETER_1: "",
      NOTIFY_PARAMETER_2: "",
      ...variables,
    };
    expect(await runProgram([script], { timeoutMs: 120_000, env })).toMatchObject({ exit: 0, output: "OK" });
    expect(await delivery(text)).toEqual({ to: "+491701234567", text });
    const wrong = await runProgram([script], { timeoutMs: 120_000, env: { ...env, NOTIFY_CONTACTPAGER: "nobody" } });
    expect(wrong.exit).not.toBe(0);
    expect(wrong.output).toContain("Error. See Gateway logs for more information.");
  });

  test("Nagios' commands", async () => {
    const macros: Record<string, string> = {
      CONTACTPAGER: TO,
      NOTIFICATIONTYPE: "PROBLEM",
      HOSTNAME: "web1",
      HOSTSTATE: "DOWN",
      HOSTOUTPUT: "no answer (5 s)",
      SERVICEDESC: "HTTP",
      SERVICESTATE: "WARNING",
      SERVICEOUTPUT: "slow: 100 %",
    };
    const lines = [...blockOf("icinga-nagios", "nagios", gateway.url).matchAll(/command_line +(.*)/g)];
    expect(lines).toHaveLength(2);
    for (const [, line = ""] of lines) {
      const command = line.replace(/\$([A-Z]+)\$/g, (_, name: string) => macros[name] ?? `missing ${name}`);
      expect(await shell(command)).toMatchObject({ exit: 0, output: "OK" });
    }
    expect(await delivery("web1 is DOWN")).toMatchObject({ text: "PROBLEM web1 is DOWN: no answer (5 s)" });
    expect(await delivery("web1 HTTP")).toMatchObject({ text: "PROBLEM web1 HTTP is WARNING: slow: 100 %" });
  });

  test("Icinga's command: each argument by itself, as Icinga starts it", async () => {
    const [, words = ""] =
      /command = \[([\s\S]*?)\n {2}\]/.exec(blockOf("icinga-nagios", "icinga2", gateway.url)) ?? [];
    const macros: Record<string, string> = { sms_mode: "group", sms_to: "admins", sms_text: "PROBLEM mail1 is DOWN" };
    const command = [...words.matchAll(/"([^"]*)"/g)].map(([, word = ""]) =>
      word.replace(/\$(\w+)\$/g, (_, name: string) => macros[name] ?? ""),
    );
    expect(await runProgram(command, { timeoutMs: 120_000, env: {} })).toMatchObject({ exit: 0, output: "OK" });
    expect(await delivery("mail1")).toEqual({ to: "+491701234567", text: "PROBLEM mail1 is DOWN" });
  });
});

test("PowerShell's form holds what the gateway needs", async () => {
  const [script = ""] = blocksOf("powershell", "powershell", gateway.url);
  const form = Object.fromEntries(
    [...script.matchAll(/^ {2}(\w+) += ['"](.*)['"]$/gm)].map(([, name = "", value = ""]) => [name, value]),
  );
  const uri = /-Uri '([^']+)'/.exec(script)?.[1] ?? "";
  const response = await fetch(uri, { method: "POST", body: new URLSearchParams(form as Record<string, string>) });
  expect(await response.text()).toBe("OK");
  expect(await delivery("Backup of")).toMatchObject({ to: "+491701234567" });
});

test("Home Assistant's notification", async () => {
  const [configuration = "", action = ""] = blocksOf("home-assistant", "yaml", gateway.url);
  const secret = { tag: "!secret", resolve: () => "secret" };
  const [notify] = parse(configuration, { customTags: [secret] }).notify;
  const { data } = parse(action);
  const form = { ...notify.data, [notify.message_param_name]: data.message, [notify.target_param_name]: data.target };
  const response = await fetch(notify.resource, { method: notify.method, body: new URLSearchParams(form) });
  expect(await response.text()).toBe("OK");
  expect(await delivery("cellar")).toEqual({ to: "+491701234567", text: "Water in the cellar!" });
});

test("Grafana's contact point as a file", async () => {
  const settings = parse(blockOf("grafana", "yaml", gateway.url)).contactPoints[0].receivers[0].settings;
  const response = await fetch(settings.url, {
    method: settings.httpMethod,
    headers: { authorization: `Basic ${btoa(`${settings.username}:${settings.password}`)}` },
    body: JSON.stringify({ status: "firing", alerts: [{ labels: { alertname: "TestAlert", instance: "Grafana" } }] }),
  });
  expect(await response.text()).toBe("OK");
  expect(await delivery("TestAlert")).toEqual({ to: "+491701234567", text: "FIRING: TestAlert on Grafana" });
});

describe.skipIf(alertmanager === undefined)("a real Alertmanager with the page's configuration", () => {
  test("tells of an alert, and that it is over", async () => {
    const file = join(folder, "alertmanager.yml");
    const page = blockOf("alertmanager", "yaml", gateway.url);
    writeFileSync(
      file,
      page.replace("group_wait: 30s", "group_wait: 0s").replace("group_interval: 5m", "group_interval: 1s"),
    );
    const port = await freePort();
    const child = Bun.spawn(
      [
        alertmanager ?? "",
        `--config.file=${file}`,
        `--storage.path=${join(folder, "alertmanager")}`,
        `--web.listen-address=127.0.0.1:${port}`,
        "--cluster.listen-address=",
      ],
      { stdin: "ignore", stdout: "ignore", stderr: Bun.file(join(folder, "alertmanager.log")) },
    );
    try {
      const alert = {
        labels: { alertname: "TryOut", instance: "db1", severity: "critical" },
        annotations: { summary: "Only a test" },
      };
      const post = (changes: Record<string, string> = {}) =>
        fetch(`http://127.0.0.1:${port}/api/v2/alerts`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify([{ ...alert, ...changes }]),
        }).then(
          (response) => response.ok,
          () => false,
        );
      await eventually("Alertmanager takes alerts", () => post());
      expect(await delivery("FIRING: TryOut")).toEqual({
        to: "+491701234567",
        text: "FIRING: TryOut on db1 (critical)\nOnly a test",
      });
      await post({ endsAt: new Date(Date.now() - 1_000).toISOString() });
      expect(await delivery("RESOLVED: TryOut")).toMatchObject({
        text: "RESOLVED: TryOut on db1 (critical)\nOnly a test",
      });
    } catch (error) {
      console.log(readFileSync(join(folder, "alertmanager.log"), "utf8"));
      throw error;
    } finally {
      child.kill();
      await child.exited;
    }
  }, 180_000);
});

test("every page is in the overview", () => {
  const pages = readdirSync(join(import.meta.dir, "../../docs/integrations"));
  const overview = readFileSync(join(import.meta.dir, "../../docs/integrations/README.md"), "utf8");
  for (const page of pages.filter((name) => name !== "README.md")) expect(overview).toContain(`(${page})`);
});
