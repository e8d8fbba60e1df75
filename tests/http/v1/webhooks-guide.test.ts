import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "../../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { guideCommands, runGuide } from "../../support/guide.ts";
import { hasProgram } from "../../support/programs.ts";
import { temporaryDirectory } from "../../support/run-cli.ts";
import { readDocument } from "../../support/v1.ts";
import { describedEvents, startWebhookReceiver, type WebhookReceiver } from "../../support/webhook-receiver.ts";

const ROOT = join(import.meta.dir, "../../..");
const guide = readFileSync(join(ROOT, "docs/webhooks.md"), "utf8");
const blocks = (language: string) =>
  [...guide.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g"))].map(([, block = ""]) => block);

let gateway: TestGateway;
let receiver: WebhookReceiver;
beforeAll(async () => {
  receiver = await startWebhookReceiver();
  gateway = await startTestGateway("--allow-targets", "localhost");
  await gateway.addUser("apiuser", "rest-api,webhooks");
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
});

/** A test event to a new target, and the target's secret. */
async function received(name: string) {
  const call = async (path: string, body?: object) => {
    const init = { method: "POST", ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    return (await gateway.as("apiuser")(`/api/v1/webhooks${path}`, init)).json() as Promise<{
      id: number;
      secret: string;
    }>;
  };
  const { id, secret } = await call("", { name, url: receiver.hook });
  await call(`/${id}/test`);
  const events = await receiver.ofType("webhook.test", receiver.events.length + 1);
  const event = events.find(({ data }) => data.webhook === name);
  if (event === undefined) throw new Error("nothing was received");
  const headers = event.request.headers as Record<string, string>;
  return { secret, body: event.request.body, headers };
}

test("the guide's commands do what it says, as they stand", async () => {
  const calls = await runGuide(guideCommands(guide), { url: gateway.url, token: "" });
  expect(calls.map(({ status, call }) => `${status} ${call}`)).toEqual([
    "201 POST /api/v1/webhooks",
    "202 POST /api/v1/webhooks/1/test",
    "200 GET /api/v1/jobs?destination=webhook:erp&limit=5",
    "200 POST /api/v1/jobs/bulk",
    "200 POST /api/v1/webhooks/1/rotate",
  ]);
});

test("the guide's events are what the document says, and its table has each type", async () => {
  const { examples, problemsOf } = describedEvents((await readDocument(gateway)).document);
  const shown = blocks("json").map((block) => JSON.parse(block) as { type: string });
  expect(shown.length).toBeGreaterThan(3);
  for (const event of shown)
    expect({ type: event.type, problems: problemsOf(event) }).toEqual({ type: event.type, problems: null });
  for (const type of Object.keys(examples)) expect(guide).toContain(`| \`${type}\` |`);
});

test("the guide's TypeScript takes an event with its signature, and refuses it with another body", async () => {
  const { secret, body, headers } = await received("typescript");
  const folder = temporaryDirectory();
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  const [source = ""] = blocks("ts");
  writeFileSync(join(folder, "receive.ts"), source.replace("process.env.WEBHOOK_SECRET", JSON.stringify(secret)));
  const { receive } = (await import(join(folder, "receive.ts"))) as { receive(request: Request): Promise<Response> };
  const post = (text: string) => receive(new Request("http://a.example/", { method: "POST", headers, body: text }));
  expect((await post(body)).status).toBe(204);
  expect((await post(body.replace("typescript", "forged"))).status).toBe(401);
});

test.skipIf(!hasProgram("python3"))(
  "the guide's Python takes an event with its signature, and refuses it with another body",
  async () => {
    const { secret, body, headers } = await received("python");
    const [source = ""] = blocks("python");
    const check = async (text: string) => {
      const given = JSON.stringify({ secret, headers, body: text });
      const script = `${source}\nimport sys\ngiven = json.load(sys.stdin)\nprint(verify(given["secret"], given["headers"], given["body"].encode())["type"])\n`;
      const program = Bun.spawn(["python3", "-c", script], {
        stdin: new Blob([given]),
        stdout: "pipe",
        stderr: "pipe",
      });
      return { out: await program.stdout.text(), err: await program.stderr.text(), status: await program.exited };
    };
    expect(await check(body)).toEqual({ out: "webhook.test\n", err: "", status: 0 });
    expect(await check(body.replace("python", "forged"))).toMatchObject({ out: "", status: 1 });
  },
);

test.skipIf(!hasProgram("python3"))(
  "the guide's receiver makes a dead letter of an event at once, which is sent again",
  async () => {
    const [, source = ""] = blocks("python");
    // The system chooses a port, so that no other test has it.
    const script = `${source.replace("9410", "0").replace("http.server.HTTPServer(", "server = http.server.HTTPServer(").replace(".serve_forever()", "")}\nprint(server.server_port, flush=True)\nserver.serve_forever()`;
    const program = Bun.spawn(["python3", "-c", script], { stdout: "pipe", stderr: "ignore" });
    try {
      const reader = program.stdout.getReader();
      const port = Number(new TextDecoder().decode((await reader.read()).value));
      const commands = guide
        .split("\n")
        .flatMap((line) => /^ {4}aldis (.* (?:\S*gone|http:\S*9410\/))(?: +#.*)?$/.exec(line)?.[1] ?? []);
      expect(commands).toHaveLength(5);
      const run = (at: number, ...more: string[]) =>
        gateway.command([...(commands[at] ?? "").replace("9410", String(port)).split(" "), ...more]);
      expect(await run(0, "--allow-targets", "localhost")).toMatchObject({ status: 0 });
      expect(await run(1)).toMatchObject({ status: 0 });
      await eventually("a dead letter", async () => (await run(2)).out.includes(" dead "));
      expect((await run(3)).out).toBe("1 dead letter of webhook:gone sent again\n");
      await eventually("it is dead again", async () => (await run(2)).out.includes(" dead "));
      expect(await run(4)).toMatchObject({ status: 0 });
    } finally {
      program.kill();
    }
  },
);
