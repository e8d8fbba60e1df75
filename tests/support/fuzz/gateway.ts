import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { PERMISSIONS } from "../../../lib/auth/index.ts";
import { eventually } from "../eventually.ts";
import { runAldis, startAldis } from "../process.ts";
import { temporaryDirectory } from "../run-cli.ts";
import { startTelegram } from "../telegram/server.ts";
import { FUZZ_PASSWORD, FUZZ_USERS } from "./request.ts";

const ENTRY = join(import.meta.dir, "gateway-entry.ts");
/** All that a user can hold but to halt the gateway. */
const GRANTS = Object.keys(PERMISSIONS)
  .filter((name) => name !== "command-api")
  .join(",");

/** A gateway in a process of its own, so that its processor time and memory are its own. */
interface FuzzedGateway extends AsyncDisposable {
  readonly routes: readonly { method: string; path: string }[];
  /** The main listener, and the plain one beside it that takes requests without Host. */
  readonly ports: readonly number[];
  /** Of its webhook. */
  readonly telegramSecret: string;
  /** Processor time of the thread that serves everybody, in ms. */
  processorMs(): number;
  memoryBytes(): number;
  /** What it printed since the last call, in whole lines. */
  printed(): string[];
  /** Texts that nobody may find in its log. */
  readonly secrets: readonly string[];
  /** `Cookie` of the user's session. */
  readonly session: string;
  isRunning(): boolean;
}

/** @param database  URL; SQLite in the data directory without */
export async function startFuzzedGateway(database?: string): Promise<FuzzedGateway> {
  const folder = temporaryDirectory();
  const cleanUp = new AsyncDisposableStack();
  cleanUp.defer(() => rmSync(folder, { recursive: true, force: true }));
  try {
    const telegram = cleanUp.use(await startTelegram());
    const data = ["--data", join(folder, "data"), ...(database === undefined ? [] : ["--database", database])];
    const add = async (name: string, ...grants: string[]) => {
      const added = await runAldis(["user", "add", name, ...grants, "--password-stdin", ...data], {
        stdin: `${FUZZ_PASSWORD}\n`,
      });
      if (added.exit !== 0) throw new Error(added.output);
    };
    await add(FUZZ_USERS.user, "--grant", GRANTS);
    await add(FUZZ_USERS.powerless);
    const options = ["--port", "0", "--http-port", "0", "--isms", "on", "--public-url", "https://sms.example.org/"];
    const bot = ["--telegram-token", telegram.token, "--telegram-api", telegram.url];
    // One that nobody can remove: its door stays open.
    const modem = ["--modem", "simulated", "--allow-metrics", "127.0.0.0/8"];
    const program = startAldis(["serve", ...modem, ...options, ...bot, ...data], {
      command: [process.execPath, ENTRY],
    });
    cleanUp.use(program);
    await program.printed(/"gateway started"/);
    const [, main] = await program.printed(/^Gateway: +http:\/\/127\.0\.0\.1:(\d+)/m);
    const [, plain] = await program.printed(/^Plain HTTP: +http:\/\/127\.0\.0\.1:(\d+)/m);
    const [, routes = "[]"] = await program.printed(/^Routes: (.*)$/m);
    const telegramSecret = await eventually("the webhook is set", async () => telegram.webhook?.secret);
    const session = await signIn(`http://127.0.0.1:${main}`);
    await furnish(`http://127.0.0.1:${main}`);
    let read = program.output().lastIndexOf("\n") + 1;
    return {
      routes: JSON.parse(routes),
      ports: [Number(main), Number(plain)],
      telegramSecret,
      processorMs: () => Number(readFileSync(`/proc/${program.pid}/schedstat`, "utf8").split(" ", 1)[0]) / 1e6,
      memoryBytes: () =>
        1024 * Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${program.pid}/status`, "utf8"))?.[1]),
      session,
      secrets: [FUZZ_PASSWORD, telegramSecret, telegram.token, session.split("=")[1] ?? ""],
      printed() {
        const output = program.output();
        const end = output.lastIndexOf("\n") + 1;
        const lines = output.slice(read, end).split("\n");
        read = end;
        return lines;
      },
      isRunning: () => !program.hasEnded,
      [Symbol.asyncDispose]: () => cleanUp.disposeAsync(),
    };
  } catch (error) {
    await cleanUp.disposeAsync();
    throw error;
  }
}

/** Adds ten of each thing that a user may add, so that there is something behind the paths that are tried. */
async function furnish(url: string): Promise<void> {
  const authorization = `Basic ${btoa(`${FUZZ_USERS.user}:${FUZZ_PASSWORD}`)}`;
  const headers = { authorization, "content-type": "application/json" };
  const later = new Date(Date.now() + 86_400_000).toISOString();
  for (let number = 1; number <= 10; number++) {
    const things = {
      groups: { name: `group ${number}` },
      contacts: { name: `contact ${number}`, number: `+49170123450${number}`, groups: [number] },
      templates: { name: `template ${number}`, text: "Disk full on {host}" },
      messages: { to: "+491701234567", text: "for tomorrow", sendAt: later },
      "simulator/messages": { from: "+491701234567", text: "On my way" },
    };
    for (const [path, thing] of Object.entries(things)) {
      const added = await fetch(`${url}/api/v1/${path}`, { method: "POST", headers, body: JSON.stringify(thing) });
      if (!added.ok) throw new Error(`${path}: ${added.status} ${await added.text()}`);
    }
  }
}

/** As a browser does; gives the cookie. */
async function signIn(url: string): Promise<string> {
  const body = JSON.stringify({ name: FUZZ_USERS.user, password: FUZZ_PASSWORD });
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${url}/api/v1/sessions`, { method: "POST", headers, body });
  return (response.headers.get("set-cookie") ?? "").split(";", 1)[0] ?? "";
}
