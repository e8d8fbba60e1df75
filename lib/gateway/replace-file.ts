import { renameSync, rmSync, writeFileSync } from "node:fs";

/**
 * Writes a file of the data directory for its owner alone: whole or not at all, so that a crash leaves no half of it. What
 * lies there, a symbolic link too, is replaced and never written through: the new file is made where there is none
 * (O_EXCL) and then takes the name.
 *
 * @throws what the file system throws
 */
export function replaceFile(file: string, content: string): void {
  const fresh = `${file}.new`;
  rmSync(fresh, { force: true });
  writeFileSync(fresh, content, { flag: "wx", mode: 0o600 });
  renameSync(fresh, file);
}
