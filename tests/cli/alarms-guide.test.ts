import { afterEach, expect, test } from "bun:test";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { alarmCommands } from "../../lib/cli/alarm.ts";
import { contactCommands } from "../../lib/cli/contact.ts";
import { groupCommands } from "../../lib/cli/group.ts";
import { policyCommands } from "../../lib/cli/policy.ts";
import { openStore, type Store } from "../../lib/store/index.ts";
import { type AlarmWorld, openAlarmWorld } from "../support/alarms.ts";
import { commandsOnData } from "../support/commands-on-data.ts";
import { eventually } from "../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { temporaryDirectory } from "../support/run-cli.ts";

const GUIDE = readFileSync(join(import.meta.dir, "../../docs/alarms.md"), "utf8");
const blocks = (kind: string) =>
  [...GUIDE.matchAll(new RegExp(`^\`\`\`${kind}\\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map(([, text = ""]) => text);
const [POLICY = ""] = blocks("json");
const TRANSCRIPTS = blocks("transcript");
const COMMANDS = blocks("sh").flatMap((block) => block.trim().split("\n"));
const isDrill = (line: string) => line.includes("alarm drill");
/** What makes the team and its policy. */
const SETS_UP = /^aldis (?:contact|group|policy) /;
const [RAISED = ""] = blocks("text");

const data = commandsOnData([...contactCommands, ...groupCommands, ...policyCommands, ...alarmCommands]);
const opened: Store[] = [];
afterEach(() => Promise.all(opened.splice(0).map((store) => store.close())));
const databases: Parameters<typeof openAlarmWorld>[0] = {
  create: async () => data.database(),
  async open(options) {
    const store = await openStore({ url: data.database(), ...options });
    opened.push(store);
    return store;
  },
};

/** Runs a command of the guide; files are those of the guide. */
function run(line: string) {
  const [program, ...words] = line.split(" ");
  expect(program).toBe("aldis");
  return data.run(words.map((word) => (word.endsWith(".json") ? data.path(word) : word)));
}

/** Does what the guide says up to the drill, from an empty database on. */
async function setUp(): Promise<void> {
  await data.migrate();
  writeFileSync(data.path("night.json"), POLICY);
  for (const line of COMMANDS.filter((each) => SETS_UP.test(each)))
    expect({ line, ...(await run(line)) }).toMatchObject({ line, status: 0, err: warningOf(line) });
}

/** There is no mail server here. */
const warningOf = (line: string) =>
  line.startsWith("aldis policy add")
    ? "aldis: warning: /unanswered/0/email: no mail server is configured: nobody gets this email\n"
    : "";

interface Line {
  /** Seconds after the beginning. */
  at: number;
  who: string;
  sign: "!" | "<" | ">";
  text: string;
}

/** `21:05:00  Ben   <  Alarm 1 (warning): …`; a text goes on below itself. */
function linesOf(transcript: string): Line[] {
  const lines: Line[] = [];
  for (const line of transcript.trimEnd().split("\n")) {
    const [, hours = "", minutes = "", seconds = "", who = "", sign, text = ""] =
      /^(\d\d):(\d\d):(\d\d) {2}(\w*) +([!<>]) {2}(.*)$/.exec(line) ?? [];
    if (sign === undefined) {
      const last = lines.at(-1);
      if (last !== undefined) last.text += `\n${line.trim()}`;
    } else {
      const at = (Number(hours) - 21) * 3_600 + Number(minutes) * 60 + Number(seconds);
      lines.push({ at, who, sign: sign as Line["sign"], text });
    }
  }
  return lines;
}

/** As {@link linesOf} reads it, so that what is not so can be put into the guide as it is. */
function written(lines: readonly Line[]): string {
  return lines
    .map(({ at, who, sign, text }) => {
      const time = new Date(Date.parse("2026-07-01T21:00:00Z") + at * 1_000).toISOString().slice(11, 19);
      return `${time}  ${who.padEnd(4)}  ${sign}  ${text.replaceAll("\n", `\n${" ".repeat(19)}`)}\n`;
    })
    .join("");
}

/** What happens when people do what the transcript says that they do. */
async function replay(world: AlarmWorld, lines: readonly Line[]): Promise<Line[]> {
  const happened: Line[] = [];
  let now = 0;
  const listen = async () => {
    for (const { at, to, by, text } of await world.sent())
      happened.push({ at, who: to, sign: "<", text: by === "ring" ? "(rings)" : text });
  };
  for (const line of [...lines, { at: (lines.at(-1)?.at ?? 0) + 60, who: "", sign: "<" as const, text: "" }]) {
    await world.pass(line.at - now);
    now = line.at;
    await listen();
    if (line.sign === "<") continue;
    happened.push(line);
    if (line.sign === "!") await world.raise(line.text);
    else await world.writes(line.who, line.text);
    await listen();
  }
  return happened;
}

for (const transcript of TRANSCRIPTS) {
  const [first = ""] = transcript.split("\n");
  test(`a team that was set up as the guide says has on its telephones what the guide shows: ${first}`, async () => {
    await setUp();
    await using world = await openAlarmWorld(databases, { url: data.database() });
    expect(written(await replay(world, linesOf(transcript)))).toBe(transcript);
  });
}

test("the team of the guide can rehearse, and what it shows is not nothing", async () => {
  await setUp();
  const drills = COMMANDS.filter(isDrill);
  expect(drills).toHaveLength(1);
  for (const line of drills) {
    expect(await run(`${line} --no-wait`)).toMatchObject({ status: 0, out: "id:1\n", err: "" });
  }
  expect(TRANSCRIPTS.flatMap(linesOf).filter(({ sign }) => sign === "<").length).toBeGreaterThan(9);
});

/** A word of a shell, with its quotes taken off. */
const wordsOf = (line: string) =>
  [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, bare]) => double ?? single ?? bare ?? "");

test("from nothing to an alarm that somebody has: each command of the guide does on a gateway what the guide says", async () => {
  await using gateway = await startTestGateway();
  const folder = temporaryDirectory();
  writeFileSync(join(folder, "night.json"), POLICY);
  const ran: string[] = [];
  for (const given of COMMANDS.filter((each) => !isDrill(each))) {
    // On call at whatever hour it is.
    const line = given.replace("--from 18:00 --to 08:00", "--from 00:00 --to 24:00");
    const [, secret, command = line] = /^echo (\w+) \| (.*)$/.exec(line) ?? [];
    const [program, ...words] = wordsOf(command.replaceAll("http://127.0.0.1:8080", gateway.url));
    if (program === "aldis") {
      if (line.startsWith("aldis alarm show")) await taken(gateway, 1);
      const inFolder = words.map((word) => (word.endsWith(".json") ? join(folder, word) : word));
      const { status, out, err } = await gateway.command(inFolder, secret && `${secret}\n`);
      expect({ line, status, err }).toEqual({ line, status: 0, err: warningOf(line) });
      ran.push(out);
      continue;
    }
    expect(program).toBe("curl");
    await gateway.delivered(1);
    const curl = Bun.spawn(["curl", "-fsS", ...words], { stdout: "pipe" });
    ran.push(await new Response(curl.stdout).text());
    expect({ line, status: await curl.exited }).toEqual({ line, status: 0 });
  }
  const printed = (text: string) => ran.some((out) => out.includes(text));
  expect(ran).toContain(RAISED);
  expect(printed("Reply 1 to take it, 2 to pass it on")).toBe(true);
  expect(printed("taken by Anna (sms)")).toBe(true);
  expect(ran).toContain("alarm 1: resolved\n");
  rmSync(folder, { recursive: true });
}, 180_000);

const taken = (gateway: TestGateway, number: number) =>
  eventually("somebody to have the alarm", async () => {
    const { out } = await gateway.command(["alarm", "show", String(number), "--json"]);
    return JSON.parse(out).state === "acknowledged";
  });
