import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "./eventually.ts";
import { freePort } from "./free-port.ts";

/** Debian keeps it where only root's PATH looks. */
const PROGRAM = Bun.which("pgbouncer") ?? Bun.which("pgbouncer", { PATH: "/usr/sbin" });

/** Whether PgBouncer can be tried here. @throws Error under CI=true when it cannot: there it must */
export function hasPgBouncer(): boolean {
  if (PROGRAM === null && process.env.CI === "true") throw new Error("install the package pgbouncer");
  return PROGRAM !== null;
}

/**
 * A real PgBouncer in front of the server of `url`, which tries to connect every second. Gives the URL through it.
 *
 * @param options.database  the database that clients get, whatever they ask for
 */
export async function startPgBouncer(
  url: string,
  poolMode: "session" | "transaction",
  options: { database?: string } = {},
): Promise<AsyncDisposable & { url: string }> {
  const server = new URL(url);
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "aldis-pgbouncer-"));
  const file = join(folder, "pgbouncer.ini");
  writeFileSync(
    file,
    `[databases]
* = host=${server.hostname} port=${server.port} user=${server.username}${options.database === undefined ? "" : ` dbname=${options.database}`}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = ${poolMode}
server_login_retry = 1
`,
  );
  // PgBouncer refuses to run as root, and the gateway in this process makes files that only their owner may read.
  chmodSync(folder, 0o755);
  chmodSync(file, 0o644);
  const asUser = process.getuid?.() === 0 ? ["runuser", "-u", "postgres", "--"] : [];
  const child = Bun.spawn([...asUser, PROGRAM ?? "pgbouncer", "-q", file], { stdio: ["ignore", "ignore", "ignore"] });
  const remove = () => rmSync(folder, { recursive: true, force: true });
  await eventually("PgBouncer listens", () => isListening(port));
  const through = new URL(url);
  through.hostname = "127.0.0.1";
  through.port = String(port);
  return {
    url: through.toString(),
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await child.exited;
      remove();
    },
  };
}

function isListening(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(port, "127.0.0.1");
  socket.once("connect", () => resolve(true));
  socket.once("error", () => resolve(false));
  return promise.finally(() => socket.destroy());
}
