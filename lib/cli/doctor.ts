import { systemClock } from "../clock.ts";
import { COMMON_SETTINGS } from "../config/index.ts";
import { examine } from "../gateway/index.ts";
import { createLog } from "../log.ts";
import { columns } from "../table.ts";
import { defineCommand } from "./command.ts";
import { toggle } from "./options.ts";

const json = toggle("json", "Print the findings as JSON.");

/** `aldis doctor`: what goes wrong at a first installation, each with what to do. */
export const doctorCommand = defineCommand({
  path: ["doctor"],
  operands: [],
  summary: "look for what is wrong on this machine, and say what to do",
  details:
    "Looks at the data directory, the disk, the database, address and port, the certificate, the devices of modems and who has them open, and what the running gateway knows of its modems. Give it the settings of the gateway (--config). Exit status 0: nothing is wrong; 1: something is. Nothing is changed, and no device is opened.",
  settings: [...COMMON_SETTINGS, "host", "port", "tls", "modems"],
  flags: { json },
  async run({ config, flags, io }) {
    const log = createLog({ level: "silent", format: "json", destination: { write: () => undefined } });
    const findings = await examine(config, { clock: systemClock, log });
    const hasProblem = findings.some(({ problem }) => problem !== undefined);
    io.out.write(
      flags.json
        ? `${JSON.stringify({ ok: !hasProblem, findings }, undefined, 2)}\n`
        : columns(
            findings.map(({ subject, problem }) => ["", problem === undefined ? "ok" : "!!", subject, problem ?? ""]),
          ),
    );
    return hasProblem ? 1 : 0;
  },
});
