import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { resolveSettings, SETTINGS, type SettingKey } from "../../lib/config/index.ts";

/** What is wrong is said of all settings together. */
const directory = mkdtempSync(join(tmpdir(), "aldis-config-"));
afterAll(() => rmSync(directory, { recursive: true }));

function problems(sources: Partial<Parameters<typeof resolveSettings>[1]>): readonly string[] {
  const result = resolveSettings(Object.keys(SETTINGS) as SettingKey[], { options: {}, environment: {}, ...sources });
  return result.ok ? [] : result.problem;
}

test("each modem that is wrong is named, without its PIN", () => {
  const modem = ["/dev/ttyUSB0?pin=1234", "/dev/ttyUSB1?pin=xx", "/dev/ttyUSB2?baut=9", "simulated?baud=fast"];
  const config = join(directory, "modems.toml");
  writeFileSync(config, `modem = ${JSON.stringify(modem)}\n`);
  const [problem = "", ...others] = problems({ options: { config: [config] } });
  expect(others).toEqual([]);
  const parts = problem.replace(`${config}, modem: `, "").split("; ");
  expect(parts).toEqual([
    "/dev/ttyUSB1: pin must have 4 to 8 digits",
    expect.stringMatching(/^"baut" is not a setting of the modem \/dev\/ttyUSB2: there are name, baud,/),
    expect.stringMatching(/^simulated: /),
  ]);
});

test("what a setting needs beside it is asked for together with all else", () => {
  const options = { snmpPort: ["1161"], snmpUser: ["monitor"], adminHost: ["127.0.0.1"], keepSent: ["soon"] };
  expect(problems({ options })).toEqual([
    expect.stringMatching(/^--keep-sent: must /),
    "--admin-host: is where --admin-port listens: give that too",
    "--snmp-user: needs --snmp-auth-password and --snmp-priv-password",
  ]);
  expect(problems({ options: { snmpPort: ["1161"] } })).toEqual([
    "--snmp-port: needs --snmp-community or --snmp-user, or nobody may read",
  ]);
  const environment = { ALDIS_SNMP_COMMUNITY: "sesame-sesame", ALDIS_ADMIN_PORT: "0" };
  expect(problems({ options: { snmpPort: ["1161"], adminHost: ["127.0.0.1"] }, environment })).toEqual([]);
});
