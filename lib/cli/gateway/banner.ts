import { databaseName } from "./database-name.ts";
import type { Gateway } from "./start.ts";

/**
 * What a person reads after the start: one line for each thing to know, and what to do next.
 *
 * @param options.program  how this program is called, for commands to be copied
 * @param options.database  as it was configured
 */
export function banner(
  gateway: Gateway,
  { program, database }: { program: string; database: string | undefined },
): string {
  const lines: [string, string][] = [
    ["Gateway", gateway.url],
    ["API documentation", `${gateway.url}/docs`],
    ["Data directory", gateway.directory],
    ["Modems", describeModems(gateway)],
  ];
  if (gateway.httpUrl !== undefined) lines.push(["Plain HTTP", gateway.httpUrl]);
  if (gateway.ismsUrl !== undefined) lines.push(["iSMS clients", gateway.ismsUrl]);
  if (gateway.certificate !== undefined) lines.push(["Certificate (SHA-256)", gateway.certificate.fingerprint]);
  if (!gateway.hasUsers) {
    lines.push([
      "First user",
      `${databaseVariable(database)}${program} user add NAME --grant http-api${dataOption(gateway)}`,
    ]);
    lines.push([
      "First message",
      `curl ${trustOption(gateway)}-d "username=NAME&password=…&to=NUMBER&text=Test" ${gateway.url}/api.php`,
    ]);
  }
  const width = Math.max(...lines.map(([label]) => label.length));
  return `${lines.map(([label, text]) => `${`${label}:`.padEnd(width + 2)}${text}`).join("\n")}\n`;
}

const NOTHING_SENT = "what a simulated modem sends reaches nobody";

function describeModems({ modems, simulatedByDefault, looksForModems }: Gateway): string {
  const names = modems.map((modem) => (modem.name === modem.spec ? modem.name : `${modem.name} (${modem.spec})`));
  if (looksForModems) return [...names, "USB modems are found automatically"].join(", ");
  return simulatedByDefault
    ? `${names.join(", ")}: none is configured, so this one is simulated and nothing is really sent`
    : names.join(", ") + (modems.some(({ spec }) => spec.startsWith("simulated")) ? `; ${NOTHING_SENT}` : "");
}

/** The command must reach the same data from wherever it is typed. */
function dataOption({ directory }: Gateway): string {
  return ` --data ${quoted(directory)}`;
}

/** In the environment, since other users of the machine can read a command line. The person fills in user and password. */
function databaseVariable(url: string | undefined): string {
  if (url === undefined || url === "sqlite::memory:") return "";
  return `ALDIS_DATABASE_URL=${quoted(databaseName(url).replace(/^postgres:\/\//, "$&USER:PASSWORD@"))} `;
}

/** curl must believe the certificate. One that others have made is for the names that they chose, not for loopback. */
function trustOption({ certificate }: Gateway): string {
  if (certificate === undefined) return "";
  return certificate.trustFile === undefined ? "-k " : `--cacert ${quoted(certificate.trustFile)} `;
}

/** As a word of the shell. */
function quoted(path: string): string {
  return /^[\w.:@,/-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
