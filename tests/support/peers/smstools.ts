import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type RunningDaemon, startDaemon } from "./daemon.ts";

/** Debian's smsd of smstools3. */
interface Smstools extends RunningDaemon {
  /** Spools one message. */
  submit(to: string, text: string): void;
  sent(): number;
  failures(): number;
  /** Texts that it received. */
  received(): string[];
  /** Status reports that it has matched with a message, as its files say. */
  reports(): string[];
}

/** Settings of the daemon and of its modem besides the folders. */
interface SmstoolsSettings {
  global?: string[];
  modem?: string[];
}

export function startSmstools(pty: string, folder: string, settings: SmstoolsSettings = {}): Smstools {
  const at = (name: string) => join(folder, "smstools", name);
  const folders = ["outgoing", "checked", "incoming", "sent", "failed", "report"];
  for (const name of [...folders, "new"]) mkdirSync(at(name), { recursive: true });
  const config = at("smsd.conf");
  const lines = [
    "devices = GSM1",
    ...folders.map((name) => `${name} = ${at(name)}`),
    `logfile = ${at("log")}`,
    `infofile = ${at("working")}`,
    `pidfile = ${at("pid")}`,
    ...(settings.global ?? []),
    "[GSM1]",
    `device = ${pty}`,
    "baudrate = 115200",
    ...(settings.modem ?? []),
  ];
  writeFileSync(config, `${lines.join("\n")}\n`);
  const count = (name: string) => readdirSync(at(name)).length;
  const contents = (name: string) => readdirSync(at(name)).flatMap((file) => readIfThere(at(`${name}/${file}`)));
  let serial = 0;
  return {
    ...startDaemon(["smsd", "-t", `-c${config}`], folder),
    submit(to, text) {
      const name = `message-${String(serial++).padStart(4, "0")}`;
      // In whole: it would read half a file.
      writeFileSync(at(`new/${name}`), `To: ${to.replace(/^\+/, "")}\n\n${text}`);
      renameSync(at(`new/${name}`), at(`outgoing/${name}`));
    },
    sent: () => count("sent"),
    failures: () => count("failed"),
    received: () => contents("incoming").map((file) => file.slice(file.indexOf("\n\n") + 2)),
    reports: () => contents("report"),
  };
}

/** It writes under a passing name first. */
function readIfThere(path: string): string[] {
  try {
    return [readFileSync(path, "utf8")];
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
