import { CliError } from "./error.ts";
import type { CommandIo, Input } from "./io.ts";

/** 4,096 bytes: four times the longest password (256 characters of four bytes); a wrong file must not be read whole. */
const LARGEST_BYTES = 4096;

/**
 * A new password: all of standard input without its last line end, or asked for twice on a terminal, without echo.
 *
 * @throws CliError kind "usage" when there is neither; "failed" when it is empty, or the two differ
 */
export async function readNewPassword(io: CommandIo, { fromStdin }: { fromStdin: boolean }): Promise<string> {
  if (fromStdin) return accepted(await readStandardInput(io.in, "the password"));
  if (io.in.isTTY !== true || io.in.setRawMode === undefined) {
    throw new CliError("usage", "no terminal to ask for the password: give it on standard input with --password-stdin");
  }
  const lines = readLines(io.in);
  io.in.setRawMode(true);
  try {
    const ask = async (question: string) => {
      io.err.write(question);
      const line = await lines.next();
      io.err.write("\n");
      if (line.done === true) throw new CliError("failed", "no password was given");
      return line.value;
    };
    const password = await ask("Password: ");
    if ((await ask("Once more: ")) !== password) throw new CliError("failed", "the two passwords differ");
    return accepted(password);
  } finally {
    io.in.setRawMode(false);
    await lines.return(undefined);
  }
}

function accepted(password: string): string {
  if (password === "") throw new CliError("failed", "the password is empty");
  if (/[\r\n]/.test(password)) throw new CliError("failed", "the password has more than one line");
  return password;
}

/** All of it, without its last line end. @param what  it is, for the problem @throws CliError kind "failed" when it is too long */
export async function readStandardInput(input: Input, what: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of input) {
    const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    size += bytes.length;
    if (size > LARGEST_BYTES) throw new CliError("failed", `${what} is longer than ${LARGEST_BYTES} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks)
    .toString("utf8")
    .replace(/\r?\n$/, "");
}

/** Lines typed on a terminal in raw mode, which leaves editing to us: backspace, Ctrl-U, Ctrl-C and Ctrl-D. */
async function* readLines(input: Input): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  let line: string[] = [];
  for await (const chunk of input) {
    const text = typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true });
    for (const character of text) {
      if (character === "\r" || character === "\n") {
        yield line.join("");
        line = [];
      } else if (character === "\u0003") throw new CliError("failed", "cancelled");
      else if (character === "\u0004") return;
      else if (character === "\u007f" || character === "\b") line.pop();
      else if (character === "\u0015") line = [];
      else line.push(character);
    }
  }
}
