import { everySetting, type Setting } from "../../lib/config/index.ts";

/** What the package sets, since no default of the program fits a service. */
const OF_SERVICE: Readonly<Record<string, string>> = { data: '"/var/lib/aldis"' };
const WIDTH = 120;

/** `/etc/aldis/aldis.toml` of the package: every option with its meaning, commented out. */
export function configurationFile(): string {
  const settings = everySetting()
    .map(([, setting]) => setting)
    // It names this file.
    .filter(({ flag }) => flag !== "config");
  return `# Settings of Aldis. Remove the # in front of an option to set it, then: systemctl restart aldis
# Options of the environment and of the command line win over this file; it wins over what is set on the page.

${settings.map(entry).join("\n\n")}
`;
}

function entry(setting: Setting<unknown>): string {
  const { bounds } = setting;
  const notes = [
    setting.documentation,
    bounds === undefined ? "" : `At least ${bounds.minimum}, at most ${bounds.maximum}.`,
    setting.default === undefined ? `Default: ${setting.defaultShown}.` : "",
  ];
  const own = OF_SERVICE[setting.flag];
  const line = own === undefined ? `#${setting.flag} = ${example(setting)}` : `${setting.flag} = ${own}`;
  return [...wrapped(notes.filter((note) => note !== "").join(" ")), line].join("\n");
}

/** The default, or where there is none, what stands for a value. */
function example(setting: Setting<unknown>): string {
  const text = JSON.stringify(setting.default ?? setting.placeholder);
  return setting.repeatable ? `[${text}]` : text;
}

function wrapped(text: string): string[] {
  const lines: string[] = [];
  let line = "#";
  for (const word of text.split(/\s+/)) {
    if (line !== "#" && `${line} ${word}`.length > WIDTH) {
      lines.push(line);
      line = "#";
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}
