import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { freePort } from "../../tests/support/free-port.ts";
import { answers, type Running, running, until } from "./running.ts";

const ROOT = resolve(import.meta.dir, "../..");

/** The built binary where there is one, else the same program from source. */
export const gatewayCommand: readonly string[] = existsSync(join(ROOT, "dist/aldis"))
  ? [join(ROOT, "dist/aldis")]
  : [process.execPath, join(ROOT, "server.ts")];

/** Nothing listens on the discard port of loopback. */
const MODEMS = { sending: "simulated", away: "tcp://127.0.0.1:9" } as const;

/** A gateway that runs as people run it, with the user `apiuser` and the password `secret`. */
interface RunningGateway extends Running {
  url: string;
}

/**
 * Starts the gateway on `directory` with its usual settings, and one modem: a simulated one that sends, one that is
 * away, so that only the accepting is measured, or the one at `port`.
 */
export async function startGateway(
  directory: string,
  modem: keyof typeof MODEMS | { port: string },
  options: readonly string[] = [],
): Promise<RunningGateway> {
  const port = await freePort();
  const data = ["--data", directory];
  await addUser(data);
  const spec = typeof modem === "string" ? MODEMS[modem] : modem.port;
  const child = Bun.spawn([...gatewayCommand, "serve", ...data, "--port", String(port), "--modem", spec, ...options], {
    cwd: directory,
    stdin: "ignore",
    stdout: Bun.file(join(directory, "gateway.log")),
    stderr: "inherit",
  });
  const url = `http://127.0.0.1:${port}`;
  const gateway = running(child);
  try {
    await until("the gateway", () => answers(`${url}/health`));
  } catch (error) {
    await gateway.stop();
    throw error;
  }
  return { ...gateway, url };
}

async function addUser(data: readonly string[]): Promise<void> {
  const command = [...gatewayCommand, "user", "add", "apiuser", "--grant", "http-api", "--password-stdin", ...data];
  const child = Bun.spawn(command, { stdin: Buffer.from("secret\n"), stdout: "ignore", stderr: "inherit" });
  if ((await child.exited) !== 0) throw new Error("the user could not be added");
}
