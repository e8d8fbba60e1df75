import type { Setting } from "./option.ts";
import { SETTINGS, type SettingKey } from "./settings.ts";

/** docs/configuration.md, whole: every setting with its names, default and meaning. */
export function configurationReference(): string {
  const keys = Object.keys(SETTINGS) as SettingKey[];
  return `# Configuration

<!-- Generated from lib/config/settings.ts by \`bun run scripts/configuration.ts\`; do not edit. -->

An option on the command line wins over the environment, the environment over the file that \`--config\` names, the file
over the default. All errors are reported together before anything starts, and the exit
status is then 2.

| Option | Environment | Default |
|---|---|---|
${keys.map((key) => row(SETTINGS[key] as Setting<unknown>)).join("\n")}

${keys.map((key) => section(SETTINGS[key] as Setting<unknown>)).join("\n\n")}

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
  return `| \`--${setting.flag}\` | \`${setting.environment}\` | ${shownDefault(setting)} |`;
}

function section(setting: Setting<unknown>): string {
  const notes = [
    setting.documentation,
    setting.repeatable ? "May be given more than once; in the environment, separate the values with commas." : "",
    setting.secret ? `This is a secret: it can be read from the file named by \`${setting.environment}_FILE\`.` : "",
  ];
  return `### \`--${setting.flag} ${setting.placeholder}\`\n\n${notes.filter((note) => note !== "").join(" ")}`;
}

function shownDefault(setting: Setting<unknown>): string {
  return setting.default === undefined ? setting.defaultShown : `\`${setting.default}\``;
}
