import { closeSync, openSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { systemClock } from "../clock.ts";
import { SETTINGS, type SettingKey, withStored } from "../config/index.ts";
import { createSecretKey, makeSupportInfo, readStoredSettings } from "../gateway/index.ts";
import { createLog } from "../log.ts";
import { defineCommand } from "./command.ts";
import { CliError, whyNotWritten } from "./error.ts";
import { withStore } from "./with-store.ts";

const EVERY = Object.keys(SETTINGS) as SettingKey[];

/** `aldis support-info`: what somebody who helps needs to know. */
export const supportInfoCommand = defineCommand({
  path: ["support-info"],
  operands: ["FILE"],
  summary: "write a zip file for somebody who helps, without secrets and texts",
  details:
    "The findings of aldis doctor, the version and the machine, every setting (secrets as •••), the state of the modems, how many messages wait, and the newest 2,000 entries of the event log. No text of a message, no contact, no user, no password; of telephone numbers the middle is hidden. Works whether or not the gateway runs. Give it the settings of the gateway (--config). An existing file is not replaced.",
  settings: EVERY,
  ignoresSettings: true,
  readsStoredSettings: true,
  flags: {},
  async run({ config, given, operands: [file = ""], io }) {
    const directory = resolve(config.data);
    const log = createLog({ level: "silent", format: "json", destination: { write: () => undefined } });
    const zip = await withStore(config, io, async (store) => {
      const stored = await readStoredSettings(store.settings, createSecretKey(directory, store.settings));
      const settings = withStored({ config, given }, stored);
      return makeSupportInfo({ settings, atStart: settings, store, directory, clock: systemClock, log });
    });
    try {
      writeNew(file, zip);
    } catch (cause) {
      const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
      const why =
        code === "EEXIST" ? ": it exists already: give a new name" : ` cannot be written: ${whyNotWritten(cause)}`;
      throw new CliError("failed", `${file}${why}`, { cause });
    }
    io.out.write(`${file}: ${(zip.length / 1_024).toFixed(0)} KiB. Read it before you hand it on.\n`);
    return 0;
  },
});

/** All of it, or no file. @throws what the file system throws */
function writeNew(file: string, content: Uint8Array): void {
  const descriptor = openSync(file, "wx", 0o600);
  try {
    writeFileSync(descriptor, content);
  } catch (error) {
    rmSync(file);
    throw error;
  } finally {
    closeSync(descriptor);
  }
}
