/** Writes docs/configuration.md from the table of settings. A test tells when it is out of date. */
import { join } from "node:path";
import { configurationReference } from "../lib/config/index.ts";

await Bun.write(join(import.meta.dir, "../docs/configuration.md"), configurationReference());
