import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { hostname, networkInterfaces } from "node:os";
import { join } from "node:path";
import { machineNames } from "../../lib/gateway/machine-names.ts";
import { loadTls } from "../../lib/gateway/tls.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { temporaryDirectory } from "../support/run-cli.ts";

let directory = "";
beforeEach(() => {
  directory = temporaryDirectory();
});
afterEach(() => rmSync(directory, { recursive: true }));
const certificateFile = () => join(directory, "tls-certificate.pem");
const keyFile = () => join(directory, "tls-key.pem");
const now = Date.now();
/** Belongs to no certificate here. */
const OTHER_KEY = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({
  type: "pkcs8",
  format: "pem",
});
const YEAR_MS = 365 * 86_400_000;

async function load(names: string[], at = now) {
  const files = await loadTls({ kind: "self-signed" }, { directory, hosts: ["0.0.0.0"], names, now: at });
  if (files === undefined) throw new Error("no certificate");
  return { ...files, key: readFileSync(keyFile(), "utf8"), x509: new X509Certificate(files.certificate) };
}

describe("when the self-signed certificate is made again", () => {
  test("not while it has every name, in whatever form an address is written", async () => {
    const first = await load(["Gw", "gw.example.org", "192.0.2.7", "2001:db8:0:0::7", "bücher.example"]);
    expect(first.made).toBe("there was none");
    const again = await load(["gw", "2001:DB8::7", "192.0.2.7"]);
    expect(again.made).toBeUndefined();
    expect(again.certificate).toBe(first.certificate);
  });

  test("with a new name or address; its key stays, for clients that know it by that", async () => {
    const first = await load(["gw"]);
    for (const name of ["gw2", "192.0.2.8", "2001:db8::8"]) {
      const next = await load(["gw", name]);
      expect(next.made).toContain(name);
      expect(next.fingerprint).not.toBe(first.fingerprint);
      expect(next.key).toBe(first.key);
      expect(next.x509.checkHost(name) ?? next.x509.checkIP(name)).toBeDefined();
    }
  });

  test("when it is about to run out, with a new key", async () => {
    const first = await load(["gw"]);
    expect((await load(["gw"], now + 9.9 * YEAR_MS)).made).toBeUndefined();
    const next = await load(["gw"], now + 9.95 * YEAR_MS);
    expect(next.made).toContain("runs out");
    expect(next.key).not.toBe(first.key);
  });

  test("when it is of a later time than the clock shows", async () => {
    await load(["gw"], now + 3 * YEAR_MS);
    expect((await load(["gw"])).made).toContain("not valid yet");
  });

  test.each<[string, () => void]>([
    ["the key is missing", () => rmSync(keyFile())],
    ["the certificate is missing", () => rmSync(certificateFile())],
    ["the key is empty, as after a power cut", () => truncateSync(keyFile())],
    ["the certificate is cut", () => truncateSync(certificateFile(), 100)],
    ["the key is not the certificate's", () => writeFileSync(keyFile(), OTHER_KEY)],
  ])("when %s", async (_, harm) => {
    await load(["gw"]);
    harm();
    const next = await load(["gw"]);
    expect(next.made).toBeDefined();
    expect((await load(["gw"])).made).toBeUndefined();
  });
});

test("the names of a machine are those by which others may know it", () => {
  const address = (family: "IPv4" | "IPv6", text: string, internal = false) =>
    ({ address: text, family, internal, netmask: "", mac: "", cidr: null, scopeid: 0 }) as const;
  const names = machineNames({
    hostname: "gw",
    hosts: "# comment gw\n127.0.0.1 localhost\n127.0.1.1\tgw.example.org gw sms # here\n192.0.2.9 other\n",
    interfaces: {
      lo: [address("IPv4", "127.0.0.1", true), address("IPv6", "::1", true)],
      eth0: [address("IPv4", "192.0.2.7"), address("IPv6", "fe80::1"), address("IPv6", "2001:db8::7")],
      wlan0: [address("IPv4", "169.254.3.4"), address("IPv6", "2001:db8::dead:beef")],
    },
    // As /proc/net/if_inet6: the flag 01 is a temporary address.
    flags: "20010db8000000000000000000000007 02 40 00 80 eth0\n20010db80000000000000000deadbeef 03 40 00 01 wlan0\n",
  });
  expect(names).toEqual(["gw", "gw.example.org", "sms", "192.0.2.7", "2001:db8::7"]);
});

describe("at the door", () => {
  const certificateOf = (gateway: TestGateway) =>
    new X509Certificate(readFileSync(join(gateway.data, "tls-certificate.pem")));

  test("with --host 0.0.0.0 the certificate names the machine, its addresses and --tls-names; all pass a client's check", async () => {
    await using gateway = await startTestGateway(
      "--host",
      "0.0.0.0",
      "--tls",
      "self-signed",
      "--tls-names",
      "sms.example.org,203.0.113.5",
    );
    const certificate = certificateOf(gateway);
    const ca = certificate.toString();
    for (const name of ["localhost", hostname(), "sms.example.org"]) {
      expect({ name, found: certificate.checkHost(name) }).toEqual({ name, found: name });
    }
    const outside = Object.values(networkInterfaces())
      .flat()
      .filter((found) => found !== undefined && !found.internal && found.family === "IPv4")
      .map((found) => found?.address ?? "");
    for (const address of ["127.0.0.1", "::1", "203.0.113.5", ...outside]) {
      expect({ address, found: certificate.checkIP(address) }).toEqual({ address, found: address });
    }
    const { port } = new URL(gateway.url);
    for (const address of ["127.0.0.1", ...outside]) {
      expect((await fetch(`https://${address}:${port}/health`, { tls: { ca } })).status).toBe(200);
    }
  });

  test("the fingerprint is in the banner and in the log, and why it was made is too", async () => {
    await using gateway = await startTestGateway("--tls", "self-signed");
    const { fingerprint256 } = certificateOf(gateway);
    expect(gateway.output()).toMatch(new RegExp(`^Certificate \\(SHA-256\\): +${fingerprint256}$`, "m"));
    const logged = gateway
      .output()
      .split("\n")
      .find((line) => line.includes('"event":"tls.certificate-made"'));
    expect(JSON.parse(logged ?? "{}")).toMatchObject({
      msg: `A TLS certificate was created: there was none. Its SHA-256 is ${fingerprint256}`,
    });
    await gateway.restart();
    expect(gateway.output()).toContain(fingerprint256);
    expect(gateway.output()).not.toContain("was made");
    expect(gateway.output()).toContain('"TLS certificate"');
  });

  test("the banner's curl line works as it is printed", async () => {
    for (const tls of ["self-signed", "files", "off"]) {
      const files = join(directory, "tls-certificate.pem");
      if (tls === "files") await load(["elsewhere.example"]);
      const choice = tls === "files" ? `${files},${keyFile()}` : tls;
      await using gateway = await startTestGateway("--tls", choice);
      const line = /^First message: +(curl .*)$/m.exec(gateway.output())?.[1] ?? "";
      const command = line.replace("NAME", "nobody").replace("password=…", "password=x").replace("NUMBER", "1");
      const ran = Bun.spawn(["sh", "-c", command], { stdout: "pipe", stderr: "pipe" });
      expect({ tls, answer: await new Response(ran.stdout).text() }).toEqual({
        tls,
        answer: "401 Unauthorized - Username or Password wrong.",
      });
    }
  });

  test("only modern suites are spoken", async () => {
    await using gateway = await startTestGateway("--tls", "self-signed");
    const { host } = new URL(gateway.url);
    async function suite(...options: string[]): Promise<string> {
      const client = Bun.spawn(["openssl", "s_client", "-connect", host, ...options], {
        stdin: new Blob([""]),
        stdout: "pipe",
        stderr: "ignore",
      });
      return /Cipher is (\S+)/.exec(await new Response(client.stdout).text())?.[1] ?? "";
    }
    const tls12 = (cipher: string) => suite("-tls1_2", "-cipher", `${cipher}:@SECLEVEL=0`);
    for (const cipher of [
      "ECDHE-ECDSA-AES128-GCM-SHA256",
      "ECDHE-ECDSA-AES256-GCM-SHA384",
      "ECDHE-ECDSA-CHACHA20-POLY1305",
    ]) {
      expect(await tls12(cipher)).toBe(cipher);
    }
    for (const cipher of [
      "ECDHE-ECDSA-AES128-SHA",
      "ECDHE-ECDSA-AES256-SHA",
      "ECDHE-ECDSA-AES128-SHA256",
      "ALL:!AESGCM:!CHACHA20:!AESCCM",
    ]) {
      expect({ cipher, spoken: await tls12(cipher) }).toEqual({ cipher, spoken: "(NONE)" });
    }
    expect(await suite("-tls1_3")).toMatch(/^TLS_/);
    for (const version of ["-tls1", "-tls1_1"])
      expect(await suite(version, "-cipher", "ALL:@SECLEVEL=0")).toBe("(NONE)");
  });
});
