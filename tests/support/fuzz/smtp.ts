import { readFileSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { type RunningProgram, runAldis, startAldis } from "../process.ts";
import { temporaryDirectory } from "../run-cli.ts";
import { seededRandom } from "../seeded-random.ts";
import { isError, problemsOfLog } from "./log-lines.ts";
import { FUZZ_MAILER, type SmtpDialogue, smtpDialogue } from "./smtp-dialogue.ts";

/** The server allows 20 connections of one network and 100 in all; each dialogue is of a network of its own. */
const TOGETHER = 32;
/** Of the thread that serves everybody, for one dialogue; a mail may have 256 KiB. */
const MOST_PROCESSOR_MS = 400;
/** An answer that does not come is no fault: the step may have been no whole command. */
const ANSWER_MS = 100;
/** From the client's end to the server's. */
const LONGEST_MS = 20_000;
const MOST_GROWTH_BYTES = 64 * 1_048_576;
const MOST_FAILURES = 20;
/** A code, and a sentence in ASCII, as RFC 5321 §4.2 has it. */
const ANSWER = /^[2-5]\d\d[ -][\x20-\x7e]*$/;
/** What a server answers to whoever says STARTTLS and goes on in clear: an alert of TLS. */
const ALERT = "\x15\x03";
const CANNOT = /^451.The gateway cannot look at it now/;

interface SmtpFuzzFigures {
  dialogues: number;
  seconds: number;
  /** How often each code came. */
  codes: Record<string, number>;
  /** Mails that became SMS. */
  stored: number;
  processorMs: { median: number; most: number };
  memoryMib: { start: number; third: number; end: number };
  /** What must not be, with the dialogue that did it. */
  failures: string[];
}

/** What came of a dialogue. */
interface Held {
  answers: readonly string[];
  /** The server has ended the connection, or let the client do so. */
  hasEnded: boolean;
}

/**
 * Has `dialogues` nasty dialogues with the SMTP server of a gateway of its own.
 *
 * @param options.seed  the same gives the same dialogues, one by one
 * @param options.database  URL; SQLite without
 * @param options.only  has only the dialogue of this number, to look at it
 */
export async function fuzzSmtp(options: {
  dialogues: number;
  seed: number;
  database?: string;
  only?: number;
  progress?: (line: string) => void;
}): Promise<SmtpFuzzFigures> {
  const { dialogues, seed, only, progress = () => undefined } = options;
  await using gateway = await startGateway(options.database);
  const codes = new Map<string, number>();
  const costs: number[] = [];
  const failures: string[] = [];
  const memory = { start: gateway.memoryBytes(), third: 0, end: 0 };
  let stored = 0;

  const dialogueOf = (index: number) => smtpDialogue(seededRandom(seed * 1_000_003 + index));
  const addressOf = (index: number) => `127.${1 + ((index >> 8) & 127)}.${index & 255}.1`;
  const shown = (index: number) =>
    `dialogue ${index} of seed ${seed}: ${JSON.stringify(dialogueOf(index).steps.map((step) => step.slice(0, 200))).slice(0, 1_000)}`;

  async function hold(index: number): Promise<void> {
    const { answers, hasEnded } = await converse(gateway.port, addressOf(index), dialogueOf(index));
    if (!hasEnded) failures.push(`no end: ${shown(index)}`);
    for (const answer of answers) {
      const code = answer.startsWith(ALERT) ? "TLS" : answer.slice(0, 3);
      codes.set(code, (codes.get(code) ?? 0) + 1);
      if (/^250 Stored/.test(answer)) stored++;
      const isAnswer = ANSWER.test(answer) || (code === "TLS" && !dialogueOf(index).usesTls);
      if (!isAnswer || CANNOT.test(answer)) failures.push(`${JSON.stringify(answer)}: ${shown(index)}`);
    }
  }

  /** Gives the processor time of `work`. */
  async function cost(work: () => Promise<unknown>): Promise<number> {
    const before = gateway.processorMs();
    await work();
    return gateway.processorMs() - before;
  }

  async function holdTogether(indices: readonly number[]): Promise<void> {
    const ms = await cost(() => Promise.all(indices.map(hold)));
    costs.push(ms / indices.length);
    const lines = gateway.printed();
    failures.push(...problemsOfLog(lines, [FUZZ_MAILER.password]), ...lines.filter(isError));
    if (ms <= MOST_PROCESSOR_MS) return;
    for (const index of indices) {
      const own = await cost(() => hold(index));
      // Again, since a collection of garbage is nobody's own.
      if (own <= MOST_PROCESSOR_MS || (await cost(() => hold(index))) <= MOST_PROCESSOR_MS) continue;
      failures.push(`${Math.round(own)} ms of processor time: ${shown(index)}`);
    }
  }

  const startedAt = performance.now();
  const end = only === undefined ? dialogues : only + 1;
  for (let from = only ?? 0; from < end && gateway.isRunning() && failures.length < MOST_FAILURES; from += TOGETHER) {
    await holdTogether(Array.from({ length: Math.min(TOGETHER, end - from) }, (_, offset) => from + offset));
    memory.end = gateway.memoryBytes();
    if (from < dialogues / 3) memory.third = memory.end;
    if (from % 1_600 === 0) progress(`${from} dialogues, ${Math.round(memory.end / 1_048_576)} MiB`);
  }
  if (!gateway.isRunning()) failures.push("the gateway has ended");
  else if ((await gateway.stop()) !== 0) failures.push("the gateway did not stop as it should");
  const growth = memory.end - memory.third;
  if (only === undefined && growth > MOST_GROWTH_BYTES) failures.push(`memory grew by ${growth} bytes`);
  costs.sort((one, other) => one - other);
  const at = (share: number) => Math.round((costs[Math.floor((costs.length - 1) * share)] ?? 0) * 10) / 10;
  const mib = (size: number) => Math.round(size / 1_048_576);
  return {
    dialogues: end - (only ?? 0),
    seconds: Math.round((performance.now() - startedAt) / 1_000),
    codes: Object.fromEntries([...codes].sort()),
    stored,
    processorMs: { median: at(0.5), most: at(1) },
    memoryMib: { start: mib(memory.start), third: mib(memory.third), end: mib(memory.end) },
    failures,
  };
}

/** Has one dialogue, and ends it. Never rejects. */
async function converse(port: number, from: string, { usesTls, steps, isCut }: SmtpDialogue): Promise<Held> {
  const client = smtpClient(connect({ port, host: "127.0.0.1", localAddress: from }));
  await client.heardAll();
  if (usesTls) await client.startTls();
  for (const step of steps) {
    if (client.hasEnded()) break;
    client.send(step);
    await client.heard();
  }
  if (isCut) {
    client.destroy();
    return { answers: client.answers(), hasEnded: true };
  }
  // The end of a mail, if it was in one; then that of the connection.
  client.send("\r\n.\r\nQUIT\r\n");
  return { hasEnded: await client.end(), answers: client.answers() };
}

/** A connection that reads answers line by line. */
function smtpClient(plain: Socket) {
  let socket: Socket = plain;
  let text = "";
  let ended = false;
  const closed = Promise.withResolvers<void>();
  let wake = () => {};

  function listen(to: Socket): void {
    to.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
      wake();
    });
    to.on("error", () => undefined);
    to.on("close", () => {
      ended = true;
      closed.resolve();
      wake();
    });
  }
  const within = async (ms: number, work: Promise<void>) => {
    const timer = Promise.withResolvers<void>();
    const id = setTimeout(timer.resolve, ms);
    await Promise.race([work, timer.promise]);
    clearTimeout(id);
  };

  /** Once something has come that was not there before, or not in time. */
  async function heard(): Promise<void> {
    const more = Promise.withResolvers<void>();
    const before = text.length;
    wake = () => {
      if (text.length > before || ended) more.resolve();
    };
    wake();
    await within(ANSWER_MS, more.promise);
  }

  /** Once an answer is whole: the code of its last line has a blank behind it. */
  async function heardAll(before = text.length): Promise<void> {
    const whole = Promise.withResolvers<void>();
    wake = () => {
      if (/^\d{3} .*\r\n$/m.test(text.slice(before)) || ended) whole.resolve();
    };
    wake();
    await within(LONGEST_MS, whole.promise);
  }

  listen(plain);
  return {
    heard,
    heardAll: () => heardAll(0),
    send: (step: string) => void socket.write(Buffer.from(step, "latin1")),
    hasEnded: () => ended,
    answers: () => text.split("\r\n").filter((line) => line !== ""),
    destroy: () => socket.destroy(),
    async startTls(): Promise<void> {
      for (const command of ["EHLO a\r\n", "STARTTLS\r\n"]) {
        plain.write(command);
        await heardAll();
      }
      if (!/\r\n220 [^\r\n]*\r\n$/.test(text)) return;
      plain.removeAllListeners("data");
      socket = connectTls({ socket: plain, rejectUnauthorized: false });
      const secured = Promise.withResolvers<void>();
      socket.once("secureConnect", () => secured.resolve());
      listen(socket);
      await within(LONGEST_MS, Promise.race([secured.promise, closed.promise]));
    },
    async end(): Promise<boolean> {
      socket.end();
      await within(LONGEST_MS, closed.promise);
      socket.destroy();
      return ended;
    },
  };
}

interface FuzzedGateway extends AsyncDisposable {
  port: number;
  /** Processor time of the thread that serves everybody. */
  processorMs(): number;
  memoryBytes(): number;
  /** What it printed since the last call, in whole lines. */
  printed(): string[];
  isRunning(): boolean;
  stop(): Promise<number>;
}

/** A gateway in a process of its own, which takes mail of every client on loopback and offers TLS. */
async function startGateway(database?: string): Promise<FuzzedGateway> {
  const folder = temporaryDirectory();
  await using cleanUp = new AsyncDisposableStack();
  cleanUp.defer(() => rmSync(folder, { recursive: true, force: true }));
  const data = ["--data", join(folder, "data"), ...(database === undefined ? [] : ["--database", database])];
  const prepare = async (command: string[], stdin = "") => {
    const { exit, output } = await runAldis([...command, ...data], { stdin });
    if (exit !== 0) throw new Error(output);
  };
  await prepare(
    ["user", "add", FUZZ_MAILER.name, "--grant", "http-api", "--password-stdin"],
    `${FUZZ_MAILER.password}\n`,
  );
  await prepare(["contact", "add", "Anna Example", "--number", "+491700000001"]);
  await prepare(["group", "add", "admins"]);
  await prepare(["group", "member", "add", "admins", "Anna Example"]);
  const program: RunningProgram = cleanUp.use(
    startAldis([
      // A modem that is not there: what sending mails costs is not what taking them costs.
      ...["serve", "--port", "0", "--modem", join(folder, "none"), "--tls", "self-signed"],
      ...["--smtp", "on", "--smtp-port", "0"],
      ...["--smtp-domains", "sms.example.org", "--smtp-networks", "127.0.0.0/8", "--smtp-user", FUZZ_MAILER.name],
      ...["--smtp-size", "256KiB", ...data],
    ]),
  );
  const [, port] = await program.printed(
    /"port":(\d+),[^\n]*"SMTP server listens"|"SMTP server listens"[^\n]*"port":(\d+)/,
  );
  await program.printed(/"gateway started"/);
  let read = program.output().lastIndexOf("\n") + 1;
  const kept = cleanUp.move();
  return {
    port: Number(port),
    processorMs: () => Number(readFileSync(`/proc/${program.pid}/schedstat`, "utf8").split(" ", 1)[0]) / 1e6,
    memoryBytes: () =>
      1024 * Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${program.pid}/status`, "utf8"))?.[1]),
    printed() {
      const output = program.output();
      const end = output.lastIndexOf("\n") + 1;
      const lines = output.slice(read, end).split("\n");
      read = end;
      return lines;
    },
    isRunning: () => !program.hasEnded,
    stop: () => program.stop(),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
