import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "../../tests/support/free-port.ts";
import { answers, type Running, running, until } from "./running.ts";

const BEARERBOX = "/usr/sbin/bearerbox";
const SMSBOX = "/usr/sbin/smsbox";

/** Whether Debian's `kannel` is installed. */
export const hasKannel = existsSync(BEARERBOX) && existsSync(SMSBOX);

/** Kannel's two programs over a service centre on loopback that takes nothing, so that only the accepting is measured. */
interface RunningKannel {
  /** Its counterpart of `/api.php`, user and message included. */
  url: string;
  stop(): Promise<void>;
}

/**
 * Starts bearerbox and smsbox with their usual settings: what they accept lies in memory and nowhere else. Their logs go
 * to `directory`.
 */
export async function startKannel(directory: string): Promise<RunningKannel> {
  await mkdir(directory, { recursive: true });
  const [adminPort, boxPort, centrePort, sendPort] = await Promise.all([
    freePort(),
    freePort(),
    freePort(),
    freePort(),
  ]);
  const file = join(directory, "kannel.conf");
  await writeFile(file, configuration({ directory, adminPort, boxPort, centrePort, sendPort }));
  const started: Running[] = [];
  const stop = async () => {
    for (const program of started.reverse()) await program.stop();
  };
  try {
    started.push(start(BEARERBOX, file));
    await until("bearerbox", () => answers(`http://127.0.0.1:${adminPort}/status.txt?password=bench`));
    started.push(start(SMSBOX, file));
    await until("smsbox", () => answers(`http://127.0.0.1:${sendPort}/`));
  } catch (error) {
    await stop();
    throw error;
  }
  const query = new URLSearchParams({
    username: "apiuser",
    password: "secret",
    to: "00491701234567",
    from: "bench",
    text: "Test",
  });
  return { url: `http://127.0.0.1:${sendPort}/cgi-bin/sendsms?${query}`, stop };
}

function start(program: string, file: string): Running {
  return running(Bun.spawn([program, "-v", "4", file], { stdin: "ignore", stdout: "ignore", stderr: "ignore" }));
}

function configuration(options: {
  directory: string;
  adminPort: number;
  boxPort: number;
  centrePort: number;
  sendPort: number;
}): string {
  const { directory, adminPort, boxPort, centrePort, sendPort } = options;
  return `
group = core
admin-port = ${adminPort}
admin-password = bench
admin-interface = 127.0.0.1
smsbox-port = ${boxPort}
box-allow-ip = 127.0.0.1
log-file = ${join(directory, "bearerbox.log")}
log-level = 4

group = smsc
smsc = fake
smsc-id = loopback
port = ${centrePort}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = ${sendPort}
log-file = ${join(directory, "smsbox.log")}
log-level = 4

group = sendsms-user
username = apiuser
password = secret
`;
}
