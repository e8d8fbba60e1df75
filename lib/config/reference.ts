import type { Applies, Setting } from "./option.ts";
import { everySetting } from "./settings.ts";

/** docs/configuration.md, whole: every setting with its names, default and meaning. */
export function configurationReference(): string {
  const settings = everySetting().map(([, setting]) => setting);
  return `# Configuration

<!-- Generated from lib/config/settings.ts by \`bun run scripts/configuration.ts\`; do not edit. -->

An option on the command line wins over the environment, the environment over the file that \`--config\` names, the file
over what was changed while running (\`aldis setting set\`, \`PATCH /api/v1/settings\`), which is kept in the database, and that
over the default. All errors are reported together before anything starts, and the exit
status is then 2. A value in the database that cannot be used is reported, and the default stands.

*Changed while running* says when a change applies: at once (within 2 s on every gateway of the database), after a restart, or
not at all, since the setting belongs to the machine.

| Option | Environment | Default | Changed while running |
|---|---|---|---|
${settings.map(row).join("\n")}

${settings.map(section).join("\n\n")}

## The file

The same options in TOML, named without the dashes. An option that may be given more than once takes a list.

\`\`\`toml
host = "0.0.0.0"
port = 8443
tls = "self-signed"
country = "DE"
modem = ["/dev/serial/by-id/usb-HUAWEI_Mobile-if00-port0?name=huawei", "tcp://10.0.0.7:4001?pool=alerts"]
\`\`\`

## Secrets

The value of a secret is never shown, neither in a message nor in the log. It can come from a file: \`NAME_FILE\` in the
environment names it, for example \`ALDIS_DATABASE_URL_FILE=/run/secrets/database\`.
`;
}

function row(setting: Setting<unknown>): string {
  return `| \`--${setting.flag}\` | \`${setting.environment}\` | ${shownDefault(setting)} | ${APPLIES[setting.applies]} |`;
}

function section(setting: Setting<unknown>): string {
  const notes = [
    setting.documentation,
    setting.bounds === undefined ? "" : `At least ${setting.bounds.minimum}, at most ${setting.bounds.maximum}.`,
    setting.repeatable ? "May be given more than once; in the environment, separate the values with commas." : "",
    setting.secret ? `This is a secret: it can be read from the file named by \`${setting.environment}_FILE\`.` : "",
  ];
  return `### \`--${setting.flag} ${setting.placeholder}\`\n\n${notes.filter((note) => note !== "").join(" ")}`;
}

function shownDefault(setting: Setting<unknown>): string {
  return setting.default === undefined ? setting.defaultShown : `\`${setting.default}\``;
}

const APPLIES: Readonly<Record<Applies, string>> = { now: "at once", restart: "after a restart", machine: "no" };
