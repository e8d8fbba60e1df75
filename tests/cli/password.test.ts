import { describe, expect, test } from "bun:test";
import { readNewPassword } from "../../lib/cli/password.ts";
import { createIo } from "../support/run-cli.ts";

const fromStdin = (stdin: string) => readNewPassword(createIo({ stdin }).io, { fromStdin: true });

/** A terminal on which a person types `keys`. */
function terminal(...keys: string[]) {
  const { io, written } = createIo();
  const modes: boolean[] = [];
  async function* typed() {
    for (const key of keys) yield new TextEncoder().encode(key);
  }
  const input = Object.assign(typed(), { isTTY: true, setRawMode: (raw: boolean) => modes.push(raw) });
  return { io: { ...io, in: input }, written, modes };
}

describe("from standard input", () => {
  test.each([
    ["secret\n", "secret"],
    ["secret\r\n", "secret"],
    ["secret", "secret"],
    [" blanks stay ", " blanks stay "],
    ["pässwörd😀\n", "pässwörd😀"],
  ])("%p is the password %p", async (stdin, password) => {
    expect(await fromStdin(stdin)).toBe(password);
  });

  test.each([
    ["", "the password is empty"],
    ["\n", "the password is empty"],
    ["two\nlines\n", "the password has more than one line"],
    ["x".repeat(5000), "the password is longer than 4096 bytes"],
  ])("%p is refused: %s", async (stdin, message) => {
    await expect(fromStdin(stdin)).rejects.toMatchObject({ kind: "failed", message });
  });
});

describe("on a terminal", () => {
  test("it is asked for twice, edited, and never echoed", async () => {
    const { io, written, modes } = terminal("wrong\u0015secrex\u007ft", "\rsecr", "et\r");
    expect(await readNewPassword(io, { fromStdin: false })).toBe("secret");
    expect(written.err).toBe("Password: \nOnce more: \n");
    expect(written.out).toBe("");
    expect(modes).toEqual([true, false]);
  });

  test.each([
    [["secret\rsecrex\r"], "the two passwords differ"],
    [["\r\r"], "the password is empty"],
    [["sec\u0003"], "cancelled"],
    [["\u0004"], "no password was given"],
  ])("%p fails, and the terminal is as before", async (keys, message) => {
    const { io, modes } = terminal(...keys);
    await expect(readNewPassword(io, { fromStdin: false })).rejects.toMatchObject({ kind: "failed", message });
    expect(modes).toEqual([true, false]);
  });
});

test("without a terminal and without --password-stdin it says what to do", async () => {
  await expect(readNewPassword(createIo({ stdin: "secret\n" }).io, { fromStdin: false })).rejects.toMatchObject({
    kind: "usage",
    message: "no terminal to ask for the password: give it on standard input with --password-stdin",
  });
});
