import { afterEach, beforeEach, expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPty, createTtyPort, type Pty } from "../../../lib/modem/serial/index.ts";
import { bytesOf, lock, nameOf, readExactly, textOf } from "./exchange.ts";

const OPTIONS = { baudRate: 115_200 };
let folder: string;
const made: Pty[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "aldis-pty-"));
});
afterEach(async () => {
  for (const pty of made.splice(0)) await pty.close();
  rmSync(folder, { recursive: true });
});

function make(options: Parameters<typeof createPty>[0] = {}): Pty {
  const pty = createPty(options);
  made.push(pty);
  return pty;
}

async function messageOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "resolved",
    (error: Error) => error.message,
  );
}

test("programs may open and close it as often as they like, raw and without echo", async () => {
  const pty = make({ link: join(folder, "modem") });
  await pty.port.open(OPTIONS);
  const { reader, writer } = lock(pty.port);
  for (const command of ["AT\r", "ATI\r"]) {
    const program = Bun.spawn(["sh", "-c", `printf '${command}' >"$1" && head -c 6 <"$1"`, "sh", pty.link ?? ""]);
    expect(textOf(await readExactly(reader, command.length))).toBe(command);
    await writer.write(bytesOf("\r\nOK\r\n"));
    expect(await program.stdout.text()).toBe("\r\nOK\r\n");
  }
});

test("the modem's side can be closed and opened while the pseudo-terminal stays", async () => {
  const pty = make();
  await pty.port.open(OPTIONS);
  await pty.port.close();
  await pty.port.open(OPTIONS);
  const program = createTtyPort({ path: pty.path });
  await program.open(OPTIONS);
  await program.writable?.getWriter().write(bytesOf("AT"));
  const reader = pty.port.readable?.getReader();
  expect(textOf((await reader?.read())?.value)).toBe("AT");
  await program.forget();
});

test("its link is put in place of an older one and goes with it", async () => {
  const link = join(folder, "modem");
  symlinkSync("/dev/nowhere", link);
  const pty = make({ link });
  expect(readlinkSync(link)).toBe(pty.path);
  await pty.close();
  expect(existsSync(link)).toBe(false);
});

test("closing leaves a link alone that leads elsewhere by now", async () => {
  const link = join(folder, "modem");
  const first = make({ link });
  const second = make({ link });
  await first.close();
  expect(readlinkSync(link)).toBe(second.path);
});

test("a file in the link's place is not touched, and no descriptor stays open", () => {
  const link = join(folder, "file");
  writeFileSync(link, "precious");
  expect(() => createPty({ link })).toThrow(`${link} exists and is not a symbolic link`);
  expect(statSync(link).size).toBe(8);
});

test("it has the access rights that were asked for", () => {
  expect(statSync(make().path).mode & 0o777).toBe(0o660);
  expect(statSync(make({ mode: 0o666 }).path).mode & 0o777).toBe(0o666);
});

test("a port that this process has open is busy", async () => {
  const pty = make();
  const first = createTtyPort({ path: pty.path });
  await first.open(OPTIONS);
  const second = createTtyPort({ path: pty.path });
  expect(await messageOf(second.open(OPTIONS))).toBe(`${pty.path} is busy: another program has opened it`);
  await first.close();
  await second.open(OPTIONS);
  await second.close();
});

test("a port that another process has locked is busy, and free when that ends", async () => {
  const pty = make();
  const holder = Bun.spawn(["flock", pty.path, "sh", "-c", "echo locked; cat"], { stdin: "pipe", stdout: "pipe" });
  const output = holder.stdout.getReader();
  expect(textOf((await output.read()).value)).toBe("locked\n");
  const port = createTtyPort({ path: pty.path });
  expect(await messageOf(port.open(OPTIONS))).toContain("is busy");
  await holder.stdin.end();
  await holder.exited;
  await port.open(OPTIONS);
  await port.close();
});

test("a port without access names the group that would have it", async () => {
  const pty = make({ mode: 0o600 });
  const script = `
    import { createTtyPort } from ${JSON.stringify(join(import.meta.dir, "../../../lib/modem/serial/index.ts"))};
    const opening = createTtyPort({ path: ${JSON.stringify(pty.path)} }).open({ baudRate: 9600 });
    process.stdout.write(await opening.then(() => "open", (error) => error.message));`;
  // Root may open everything: nobody tries instead. A user takes his own right away.
  const isRoot = process.getuid?.() === 0;
  if (!isRoot) chmodSync(pty.path, 0o000);
  const asNobody = isRoot ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
  const program = Bun.spawn([...asNobody, process.execPath, "-e", script], { cwd: "/", stdout: "pipe" });
  expect(await program.stdout.text()).toStartWith(
    `${pty.path} may not be opened by this user: add the user to the group`,
  );
});

test("what nobody reads is thrown away after a while, so that the modem goes on", async () => {
  const pty = make({ keepMs: 20 });
  await pty.port.open(OPTIONS);
  const writer = pty.port.writable?.getWriter();
  await writer?.write(new Uint8Array(100_000));
  const program = createTtyPort({ path: pty.path });
  await program.open(OPTIONS);
  await writer?.write(bytesOf("fresh"));
  const reader = program.readable?.getReader();
  expect(textOf((await reader?.read())?.value)).toBe("fresh");
  await program.forget();
});

test("a missing device and a file that is none are told apart, by name", async () => {
  const missing = createTtyPort({ path: join(folder, "ttyUSB0") });
  expect(await messageOf(missing.open(OPTIONS))).toBe(`${folder}/ttyUSB0 does not exist: is the modem plugged in?`);
  const file = join(folder, "file");
  writeFileSync(file, "");
  const port = createTtyPort({ path: file });
  expect(await messageOf(port.open(OPTIONS))).toBe(`${file} is not a serial device`);
  expect(await nameOf(port.open(OPTIONS))).toBe("NetworkError");
  expect(await nameOf(port.close())).toBe("InvalidStateError");
});
