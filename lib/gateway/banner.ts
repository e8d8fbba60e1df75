import { SETUP_MINUTES } from "../auth/index.ts";
import type { Config } from "../config/index.ts";
import { databaseName } from "./database-name.ts";
import { everyAddress, isLoopback } from "./listener.ts";
import type { Gateway } from "./start.ts";

type Line = [label: string, text: string];
type BannerConfig = Pick<Config, "host" | "adminHost" | "httpServes" | "database">;

/**
 * What a person reads after the start: one line for each thing to know, and what to do next.
 *
 * @param options.program  how this program is called, for commands to be copied
 * @param options.config  as it was started with
 */
export function banner(gateway: Gateway, { program, config }: { program: string; config: BannerConfig }): string {
  const every = everyAddress(config.host);
  const lines: Line[] = [
    ["Gateway", gateway.url],
    ...(every === undefined ? [] : [["Listens on", `every address of this machine, ${every}`] satisfies Line]),
    ...(gateway.adminUrl === undefined ? [] : [["Web interface", gateway.adminUrl] satisfies Line]),
    ["API documentation", `${gateway.adminUrl ?? gateway.url}/docs`],
    ["Data directory", gateway.directory],
    ["Modems", describeModems(gateway)],
  ];
  if (gateway.httpUrl !== undefined) lines.push(["Plain HTTP", gateway.httpUrl + describeServed(config)]);
  if (gateway.ismsUrl !== undefined) lines.push(["iSMS clients", gateway.ismsUrl]);
  if (gateway.certificate !== undefined) lines.push(["Certificate (SHA-256)", gateway.certificate.fingerprint]);
  const readable = readableOnNetwork(gateway, config);
  if (readable.length > 0) {
    lines.push([
      "Warning",
      `plain HTTP on the network at ${readable.join(", ")}: passwords and texts can be read on the way${gateway.certificate === undefined ? "; --tls self-signed encrypts" : ""}`,
    ]);
  }
  if (gateway.setupLink !== undefined) {
    lines.push([
      "Set-up",
      `${gateway.setupLink} (for ${SETUP_MINUTES} minutes, once; ${program} setup-link${dataOption(gateway)} makes another)`,
    ]);
    lines.push([
      "First user",
      `${databaseVariable(config.database)}${program} user add NAME --grant http-api${dataOption(gateway)}`,
    ]);
    lines.push([
      "First message",
      `curl ${trustOption(gateway)}-d "username=NAME&password=…&to=NUMBER&text=Test" ${gateway.url}/api.php`,
    ]);
  }
  const width = Math.max(...lines.map(([label]) => label.length));
  return `${lines.map(([label, text]) => `${`${label}:`.padEnd(width + 2)}${text}`).join("\n")}\n`;
}

const describeServed = ({ httpServes }: BannerConfig): string =>
  httpServes === "check" ? " (/check.php alone; everything else is redirected to the gateway's main port)" : "";

/** Where clients of other machines give passwords without encryption. */
function readableOnNetwork(gateway: Gateway, { host, adminHost = host, httpServes }: BannerConfig): string[] {
  const isReadable = gateway.certificate === undefined;
  const ofPrograms = [
    isReadable ? gateway.url : undefined,
    httpServes === "all" ? gateway.httpUrl : undefined,
    gateway.ismsUrl,
  ];
  const urls = [
    ...(isLoopback(host) ? [] : ofPrograms),
    ...(isReadable && !isLoopback(adminHost) ? [gateway.adminUrl] : []),
  ];
  return [...new Set(urls.filter((url) => url !== undefined))];
}

const NOTHING_SENT = "what a simulated modem sends reaches nobody";

function describeModems({ modems, simulatedByDefault, looksForModems }: Gateway): string {
  const names = modems.map((modem) => (modem.name === modem.spec ? modem.name : `${modem.name} (${modem.spec})`));
  if (names.length === 0 && !looksForModems) return "none: aldis modem add adds one";
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
