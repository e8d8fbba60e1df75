import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type RunningDaemon, startDaemon } from "./daemon.ts";

/** Debian's gammu-smsd with its files back end. */
interface GammuSmsd extends RunningDaemon {
  /** Puts one message into its outbox. */
  submit(to: string, text: string): void;
  /** Files that it has moved to its folder of what was sent, and of what failed. */
  sent(): number;
  failures(): number;
  /** Texts that it received, in the order of the files' names. */
  received(): string[];
}

/** @param settings  lines of `[smsd]` besides the folders */
export function startGammuSmsd(pty: string, folder: string, settings: string[] = []): GammuSmsd {
  const at = (name: string) => join(folder, "gammu-smsd", name);
  for (const name of ["inbox", "outbox", "sent", "errors", "new"]) mkdirSync(at(name), { recursive: true });
  const config = at("smsdrc");
  const lines = [
    "[gammu]",
    `device = ${pty}`,
    "connection = at115200",
    "[smsd]",
    "service = files",
    `logfile = ${at("log")}`,
    `inboxpath = ${at("inbox")}/`,
    `outboxpath = ${at("outbox")}/`,
    `sentsmspath = ${at("sent")}/`,
    `errorsmspath = ${at("errors")}/`,
    ...settings,
  ];
  writeFileSync(config, `${lines.join("\n")}\n`);
  let serial = 0;
  return {
    ...startDaemon(["gammu-smsd", "--config", config, "--pid", at("pid")], folder),
    submit(to, text) {
      const name = `OUTC20260101_000000_${String(serial++).padStart(4, "0")}_${to}_n.txt`;
      // Moved in whole, as its own injector does not: it would read half a file.
      writeFileSync(at("new/message"), text);
      renameSync(at("new/message"), at(`outbox/${name}`));
    },
    sent: () => readdirSync(at("sent")).length,
    failures: () => readdirSync(at("errors")).length,
    received: () =>
      readdirSync(at("inbox"))
        .sort()
        .map((name) => readFileSync(at(`inbox/${name}`), "utf8")),
  };
}
