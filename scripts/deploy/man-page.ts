import { type CommandDescription, usage } from "../../lib/cli/index.ts";
import { everySetting, type Option } from "../../lib/config/index.ts";

/** aldis(1) in the macros of man(7): every command with its options, every setting, files, exit status. */
export function manPage(commands: readonly CommandDescription[], version: string): string {
  const settings = everySetting().map(([, setting]) => setting);
  return `${[
    `.TH ALDIS 1 "" "Aldis ${version}" "User Commands"`,
    ".SH NAME",
    "aldis \\- SMS gateway",
    ".SH SYNOPSIS",
    ".B aldis",
    "[\\fICOMMAND\\fR] [\\fIOPTIONS\\fR]",
    ".SH DESCRIPTION",
    "Sends and receives text messages with GSM and LTE modems, for programs by HTTP, mail and MQTT, and for people by a page in the browser.",
    "Without a command the gateway starts. As a service it is started by systemd: see",
    ".BR systemctl (1),",
    ".IR aldis.service .",
    ".SH COMMANDS",
    ...commands.flatMap(commandEntry),
    ".SH SETTINGS",
    "Options of",
    '.BR "aldis serve" .',
    "The environment and the file that \\fB\\-\\-config\\fR names can give each of them; in the file it is named without the dashes.",
    ...settings.flatMap((setting) =>
      optionEntry(setting, `${setting.environment}; default: ${setting.default ?? setting.defaultShown}.`),
    ),
    ".SH EXIT STATUS",
    "0: done; 1: could not be done; 2: called wrongly, or a setting is wrong; 70: an internal error; 75: the gateway wants to be started again.",
    ".SH FILES",
    ".TP",
    ".I /etc/aldis/aldis.toml",
    "Settings of the service.",
    ".TP",
    ".I /var/lib/aldis",
    "Its data: the database, keys, the certificate.",
    ".TP",
    ".I /usr/share/doc/aldis/docs",
    "Of the Debian package: the guides that commands and messages name, such as docs/install.md.",
    ".SH SEE ALSO",
    "The documentation of its APIs is at the path",
    ".I /docs",
    "of the running gateway.",
  ].join("\n")}\n`;
}

function commandEntry(command: CommandDescription): string[] {
  return [
    `.SS "${escaped(usage(command))}"`,
    ...paragraphs(`${capitalized(command.summary)}.`),
    ...(command.details === undefined ? [] : [".PP", ...paragraphs(command.details)]),
    ...Object.values(command.flags).flatMap((flag) => optionEntry(flag)),
  ];
}

function optionEntry(option: Option<unknown>, note = ""): string[] {
  const value = option.placeholder === undefined ? "" : ` \\fI${escaped(option.placeholder)}\\fR`;
  const repeat = option.repeatable ? " May be given more than once." : "";
  return [
    ".TP",
    `\\fB\\-\\-${escaped(option.flag)}\\fR${value}`,
    ...paragraphs(`${option.documentation}${repeat}${note === "" ? "" : `\n${note}`}`),
  ];
}

/** A line break of a text begins a line of its own; indented, where it is in a list. */
const paragraphs = (text: string): string[] =>
  text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .flatMap((line, at) => (at === 0 ? [escaped(line.trim())] : [".br", escaped(line.trim())]));

const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** roff reads backslashes, hyphens, and dots and quotes at the start of a line. */
const escaped = (text: string): string =>
  text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll('"', "\\(dq")
    .replace(/^([.'])/, "\\&$1");
