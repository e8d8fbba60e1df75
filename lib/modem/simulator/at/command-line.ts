/** One command of a line, V.250 §5.2 to §5.4. */
export interface AtCommand {
  /** Upper case: `+CMGS`, `E`, `&F`, `S`, `D`. */
  name: string;
  /** `AT+X`, `AT+X?`, `AT+X=…`, `AT+X=?`; basic commands with a number are `run`. */
  form: "run" | "read" | "set" | "test";
  /** What follows the name (and the `=`), as typed. */
  text: string;
}

/** One parameter; an empty place in the list is `undefined`. */
export interface Argument {
  text: string;
  quoted: boolean;
}

const EXTENDED = /^[+^$*#%!_-][A-Za-z0-9!%\-./:_]*/;
const BASIC = /^(&?[A-Za-z])\s*(\d*)/;
const REGISTER = /^S\s*(\d+)\s*(\?|=\s*\d*)?/i;

/**
 * The commands of a line, or `undefined` when no `AT` is in it: a modem ignores such a line.
 *
 * Anything before `AT` (the rest of an escape sequence, noise) is skipped. Commands that cannot be parsed get a name
 * that no behaviour has, so that they are answered ERROR in their turn.
 */
export function parseCommandLine(line: string): AtCommand[] | undefined {
  const start = line.search(/AT/i);
  if (start < 0) return undefined;
  const commands: AtCommand[] = [];
  let rest = line.slice(start + 2);
  for (;;) {
    rest = rest.replace(/^[\s;]+/, "");
    if (rest === "") return commands;
    const { command, length } = parseOne(rest);
    commands.push(command);
    rest = rest.slice(length);
  }
}

function parseOne(rest: string): { command: AtCommand; length: number } {
  const extended = EXTENDED.exec(rest)?.[0];
  if (extended !== undefined) return parseExtended(extended, rest);
  if (/^D/i.test(rest)) {
    // The rest of the line is the dial string; a semicolon at its end means voice.
    return { command: { name: "D", form: "run", text: rest.slice(1).trim() }, length: rest.length };
  }
  const register = REGISTER.exec(rest);
  if (register) {
    const [whole, number = "", operation] = register;
    if (operation === undefined || operation === "?") {
      return { command: { name: "S", form: "read", text: number }, length: whole.length };
    }
    return {
      command: { name: "S", form: "set", text: `${number},${operation.slice(1).trim()}` },
      length: whole.length,
    };
  }
  const basic = BASIC.exec(rest);
  if (basic) {
    const [whole, name = "", digits = ""] = basic;
    return { command: { name: name.toUpperCase(), form: "run", text: digits }, length: whole.length };
  }
  return { command: { name: rest, form: "run", text: "" }, length: rest.length };
}

function parseExtended(typed: string, rest: string): { command: AtCommand; length: number } {
  const name = typed.toUpperCase();
  const end = endOfCommand(rest, typed.length);
  const tail = rest.slice(typed.length, end).trim();
  const command = (form: AtCommand["form"], text = ""): { command: AtCommand; length: number } => ({
    command: { name, form, text },
    length: end,
  });
  if (tail === "") return command("run");
  if (tail === "?") return command("read");
  if (/^=\s*\?$/.test(tail)) return command("test");
  if (tail.startsWith("=")) return command("set", tail.slice(1).trim());
  return { command: { name: name + tail, form: "run", text: "" }, length: end };
}

/** The first semicolon outside quotes. */
function endOfCommand(rest: string, from: number): number {
  let quoted = false;
  for (let at = from; at < rest.length; at++) {
    if (rest[at] === '"') quoted = !quoted;
    else if (rest[at] === ";" && !quoted) return at;
  }
  return rest.length;
}

/** `"SM",1,,"a,b"` → its places. */
export function parseArguments(text: string): (Argument | undefined)[] {
  if (text === "") return [];
  const places: (Argument | undefined)[] = [];
  let at = 0;
  for (;;) {
    while (text[at] === " ") at++;
    if (text[at] === '"') {
      const close = text.indexOf('"', at + 1);
      const end = close < 0 ? text.length : close;
      places.push({ text: text.slice(at + 1, end), quoted: true });
      at = text.indexOf(",", end);
    } else {
      const comma = text.indexOf(",", at);
      const bare = text.slice(at, comma < 0 ? text.length : comma).trim();
      places.push(bare === "" ? undefined : { text: bare, quoted: false });
      at = comma;
    }
    if (at < 0) return places;
    at++;
  }
}
