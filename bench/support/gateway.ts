import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { freePort } from "../../tests/support/free-port.ts";
import { delayed } from "./disk.ts";
import { answers, type Running, running, until } from "./running.ts";

const ROOT = resolve(import.meta.dir, "../..");

/** The built binary where there is one, else the same program from source. */
export const gatewayCommand: readonly string[] = existsSync(join(ROOT, "dist/aldis"))
  ? [join(ROOT, "dist/aldis")]
  : [process.execPath, join(ROOT, "server.ts")];

/** Nothing listens on the discard port of loopback. */
const MODEMS = { sending: ["simulated"], away: ["tcp://127.0.0.1:9"] } as const;
/** 2 minutes: on a slow disk, creating the tables alone takes seconds. */
const START_LIMIT_MS = 120_000;

/** Settings of a gateway besides the defaults. */
interface GatewaySettings {
  /** One simulated modem that sends; one that is away, so that only accepting is measured; or the values of `--modem`. */
  modems: keyof typeof MODEMS | readonly string[];
  /** The value of `--database`. */
  database?: string;
  options?: readonly string[];
}

/** A gateway that runs as people run it, with the user `apiuser` and the password `secret`. */
interface RunningGateway extends Running {
  url: string;
}

/** Starts the gateway on `directory`, with tables and user, and waits for its first answer. */
export async function startGateway(directory: string, settings: GatewaySettings): Promise<RunningGateway> {
  await addUser(directory, settings);
  const gateway = await spawnGateway(directory, settings);
  try {
    await until("the gateway", () => answers(`${gateway.url}/health`), START_LIMIT_MS);
  } catch (error) {
    await gateway.stop();
    throw error;
  }
  return gateway;
}

/** As {@link startGateway}, without a user and without waiting. */
export async function spawnGateway(
  directory: string,
  { modems, database, options = [] }: GatewaySettings,
): Promise<RunningGateway> {
  const port = await freePort();
  const specs = typeof modems === "string" ? MODEMS[modems] : modems;
  const child = Bun.spawn(
    [
      ...delayed([...gatewayCommand, "serve", "--data", directory, "--port", String(port)]),
      ...[...specs.flatMap((spec) => ["--modem", spec]), ...databaseOption(database), ...options],
    ],
    {
      cwd: directory,
      stdin: "ignore",
      stdout: Bun.file(join(directory, "gateway.log")),
      stderr: "inherit",
    },
  );
  return { ...running(child), url: `http://127.0.0.1:${port}` };
}

/** Adds a user, `apiuser` by default, and creates the tables if there are none. */
export async function addUser(
  directory: string,
  given: { name?: string; grants?: string; database?: string } = {},
): Promise<void> {
  const { name = "apiuser", grants = "http-api,rest-api", database } = given;
  const options = ["--grant", grants, "--password-stdin", "--data", directory, ...databaseOption(database)];
  const command = [...gatewayCommand, "user", "add", name, ...options];
  const child = Bun.spawn(command, { stdin: Buffer.from("secret\n"), stdout: "ignore", stderr: "inherit" });
  if ((await child.exited) !== 0) throw new Error("the user could not be added");
}

const databaseOption = (url: string | undefined) => (url === undefined ? [] : ["--database", url]);
