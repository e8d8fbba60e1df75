import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../support/free-port.ts";

const LAZY = ["gramio", "re2js", "libphonenumber-js"];
const LAZY_IN_SERVICE = [
  "otpauth",
  "gramio",
  "re2js",
  "pg",
  "selfsigned",
  "yaml",
  "pino-pretty",
  "@elysiajs/swagger",
  "smtp-server",
  "mailparser",
  "nodemailer",
  "mqtt",
  "prom-client",
  "net-snmp",
];

async function packagesLoadedBy(...args: string[]): Promise<string[]> {
  const script = join(import.meta.dir, "../support/loaded-packages.ts");
  const data = mkdtempSync(join(tmpdir(), "aldis-loaded-"));
  try {
    const child = Bun.spawn([process.execPath, script, ...args, "--data", data], { stdout: "pipe", stderr: "ignore" });
    return JSON.parse(await new Response(child.stdout).text());
  } finally {
    rmSync(data, { recursive: true });
  }
}

test("aldis migrate loads no package for Telegram, patterns or telephone numbers", async () => {
  const loaded = await packagesLoadedBy("migrate");
  expect(loaded).toContain("kysely");
  expect(loaded.filter((name) => LAZY.includes(name))).toEqual([]);
});

test("a gateway loads nothing for Telegram, patterns, PostgreSQL, certificates or documents before it is asked", async () => {
  const loaded = await packagesLoadedBy("serve", "--port", String(await freePort()), "--modem", "tcp://127.0.0.1:9");
  expect(loaded).toContain("elysia");
  expect(loaded.filter((name) => LAZY_IN_SERVICE.includes(name))).toEqual([]);
});

test("a gateway with HTTPS loads what makes its certificate", async () => {
  const port = String(await freePort());
  expect(
    await packagesLoadedBy("serve", "--port", port, "--modem", "tcp://127.0.0.1:9", "--tls", "self-signed"),
  ).toContain("selfsigned");
});

test("a command that reads a telephone number loads what it takes for that", async () => {
  expect(await packagesLoadedBy("contact", "add", "Ada", "--number", "+4915112345678")).toContain("libphonenumber-js");
});

test("a gateway that takes mail loads the server for it, and what reads mail only with the first one", async () => {
  const port = String(await freePort());
  const mail = ["--smtp", "on", "--smtp-port", String(await freePort())];
  const loaded = await packagesLoadedBy("serve", "--port", port, "--modem", "tcp://127.0.0.1:9", ...mail);
  expect(loaded).toContain("smtp-server");
  expect(loaded).not.toContain("mailparser");
});
