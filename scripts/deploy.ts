/** Writes the files of deploy/ that follow from commands and settings. A test tells when they are out of date. */
import { join } from "node:path";
import { deployFiles } from "./deploy/files.ts";

for (const [path, text] of Object.entries(deployFiles()))
  await Bun.write(join(import.meta.dir, "../deploy", path), text);
