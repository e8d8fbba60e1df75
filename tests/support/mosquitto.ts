import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "./eventually.ts";
import { freePort } from "./free-port.ts";
import { programPath, runProgram } from "./programs.ts";

/** A message as `mosquitto_sub` prints it. */
interface SeenMessage {
  topic: string;
  payload: string;
  qos: number;
  /** 1: the broker had kept it. */
  retain: number;
}

/** Everything that a real client has got since it subscribed, oldest first. */
export interface Subscriber extends AsyncDisposable {
  seen: readonly SeenMessage[];
  /** Once there is one; fails after a minute with all that came. */
  until(what: string, isIt: (message: SeenMessage) => boolean): Promise<SeenMessage>;
}

/** Debian's broker on loopback, with a configuration of its own. */
export interface Mosquitto extends AsyncDisposable {
  port: number;
  url: string;
  folder: string;
  /** `kill -9`. */
  kill(): Promise<void>;
  /** On the same port; what it had retained is gone. */
  start(): Promise<void>;
  /** A real client that has subscribed. */
  subscribe(...filters: string[]): Promise<Subscriber>;
  /** Publishes with QoS 1, as a real client. */
  publish(topic: string, payload: string | Uint8Array, more?: readonly string[]): Promise<void>;
  /** What it retains below a filter. */
  retained(...filters: string[]): Promise<Map<string, string>>;
}

/** @param options.configuration  lines of `mosquitto.conf` besides the listener; anonymous clients may do everything by default */
export async function startMosquitto(
  options: {
    port?: number;
    configuration?: (folder: string) => Promise<readonly string[]>;
    /** Lines of the listener. */
    more?: (folder: string) => readonly string[];
    /** Arguments for clients: user and password, certificates. */
    clients?: (folder: string) => readonly string[];
  } = {},
): Promise<Mosquitto> {
  const folder = mkdtempSync(join(tmpdir(), "aldis-mosquitto-"));
  const port = options.port ?? (await freePort());
  const file = join(folder, "mosquitto.conf");
  const lines = (await options.configuration?.(folder)) ?? ["allow_anonymous true"];
  const listener = [`listener ${port} 127.0.0.1`, ...(options.more?.(folder) ?? [])];
  writeFileSync(file, `${["per_listener_settings false", ...lines, ...listener].join("\n")}\n`);
  const client = ["-h", "127.0.0.1", "-p", String(port), ...(options.clients?.(folder) ?? [])];
  let broker: ReturnType<typeof Bun.spawn> | undefined;

  async function start(): Promise<void> {
    broker = Bun.spawn([programPath("mosquitto") ?? "mosquitto", "-c", file], {
      stdin: "ignore",
      stdout: "ignore",
      stderr: "ignore",
    });
    await eventually("mosquitto listens", () => isOpen(port));
  }

  async function kill(): Promise<void> {
    broker?.kill("SIGKILL");
    await broker?.exited;
  }

  async function subscribe(...filters: string[]): Promise<Subscriber> {
    const topics = filters.flatMap((filter) => ["-t", filter]);
    // Into a pipe it would print only once it has 4 KB.
    const command = ["stdbuf", "-oL", "mosquitto_sub", ...client, ...topics, "-q", "1", "-F", "%j", "-d"];
    const child = Bun.spawn(command, {
      stdin: "ignore",
      stdout: "pipe",
      stderr: "ignore",
    });
    const seen: SeenMessage[] = [];
    let isSubscribed = false;
    void (async () => {
      let rest = "";
      for await (const bytes of child.stdout.pipeThrough(new TextDecoderStream())) {
        const whole = (rest + bytes).split("\n");
        rest = whole.pop() ?? "";
        for (const line of whole) {
          if (line.startsWith("{")) seen.push(JSON.parse(line) as SeenMessage);
          else if (line.includes("SUBACK") || line.startsWith("Subscribed")) isSubscribed = true;
        }
      }
    })();
    await eventually("mosquitto_sub has subscribed", () => isSubscribed);
    return {
      seen,
      until: (what, isIt) =>
        eventually(what, () => seen.find(isIt)).catch((error) => {
          throw new Error(`${error}\n${seen.map(({ topic, payload }) => `${topic} ${payload}`).join("\n")}`);
        }),
      async [Symbol.asyncDispose]() {
        child.kill();
        await child.exited;
      },
    };
  }

  await start();
  return {
    port,
    url: `mqtt://127.0.0.1:${port}`,
    folder,
    kill,
    start,
    subscribe,
    async publish(topic, payload, more = []) {
      const what = payload.length === 0 ? "-n" : "-s";
      const child = Bun.spawn(["mosquitto_pub", ...client, "-t", topic, "-q", "1", what, ...more], {
        stdin: new Blob([payload as string]),
        stdout: "pipe",
        stderr: "pipe",
      });
      if ((await child.exited) !== 0) throw new Error(await new Response(child.stderr).text());
    },
    async retained(...filters) {
      const topics = filters.flatMap((filter) => ["-t", filter]);
      const command = ["mosquitto_sub", ...client, ...topics, "-F", "%j", "--retained-only", "-W", "1"];
      const { output } = await runProgram(command, { timeoutMs: 30_000 });
      const lines = output.split("\n").filter((line) => line.startsWith("{"));
      return new Map(
        lines.map((line) => JSON.parse(line) as SeenMessage).map(({ topic, payload }) => [topic, payload]),
      );
    },
    async [Symbol.asyncDispose]() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
