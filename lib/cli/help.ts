import { type Option, SETTINGS, type Setting } from "../config/index.ts";
import { columns } from "../table.ts";
import type { CommandDescription } from "./command.ts";

/** 80 columns: the usual width of a terminal. */
const WIDTH = 80;

/** `aldis --help`: every command on one line, and where to read more. */
export function overview(commands: readonly CommandDescription[]): string {
  return `Aldis, a self-hosted SMS gateway.

${commandList(commands)}
Without a command the gateway starts. "aldis serve --help" shows the gateway's
options, "aldis COMMAND --help" those of a command.
`;
}

/** One line for each command; of those whose names begin with the same word: `aldis user`. */
export function commandList(commands: readonly CommandDescription[]): string {
  return columns(
    commands.map(({ path, operands, summary }) => ["", ["aldis", ...path, ...operands].join(" "), summary]),
  );
}

/** A command's own help. */
export function commandHelp(command: CommandDescription): string {
  const own = Object.values(command.flags);
  const settings = (command.ignoresSettings ? [] : command.settings).map((key) => SETTINGS[key]);
  const sections = [
    `${usage(command)}\n\n${wrap(command.summary, "")}`,
    ...(command.details === undefined ? [] : [wrap(command.details, "")]),
    ...(own.length === 0 ? [] : [own.map((option) => optionHelp(option)).join("\n\n")]),
    settings.map((setting) => optionHelp(setting, settingNote(setting))).join("\n\n"),
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

/** `aldis user add NAME [options]` */
export function usage(command: CommandDescription): string {
  return ["aldis", ...command.path, ...command.operands, "[options]"].join(" ");
}

function optionHelp(option: Option<unknown>, note = ""): string {
  const head = `  --${option.flag}${option.placeholder === undefined ? "" : ` ${option.placeholder}`}`;
  const repeat = option.repeatable ? " May be given more than once." : "";
  const body = wrap(`${option.documentation}${repeat}`, "      ");
  return [head, body, ...(note === "" ? [] : [wrap(note, "      ")])].join("\n");
}

function settingNote(setting: Setting<unknown>): string {
  const file = setting.secret ? ` or ${setting.environment}_FILE` : "";
  const { bounds } = setting;
  const range = bounds === undefined ? "" : `; ${bounds.minimum} to ${bounds.maximum}`;
  return `${setting.environment}${file}; default: ${setting.defaultShown}${range}`;
}

function wrap(text: string, indent: string): string {
  const lines: string[] = [];
  for (const paragraph of text.split("\n")) {
    let line = "";
    for (const word of paragraph.split(" ")) {
      if (line !== "" && `${indent}${line} ${word}`.length > WIDTH) {
        lines.push(`${indent}${line}`);
        line = word;
      } else line = line === "" ? word : `${line} ${word}`;
    }
    lines.push(`${indent}${line}`.trimEnd());
  }
  return lines.join("\n");
}
