import { afterEach, beforeEach, expect, test } from "bun:test";
import { X509Certificate } from "node:crypto";
import { rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GatewayError } from "../../lib/gateway/error.ts";
import { loadTls, type TlsFiles } from "../../lib/gateway/tls.ts";
import { temporaryDirectory } from "../support/run-cli.ts";

const YEAR_MS = 365 * 86_400_000;
const now = Date.now();
let directory = "";
beforeEach(() => {
  directory = temporaryDirectory();
});
afterEach(() => rmSync(directory, { recursive: true }));

async function selfSigned(options: { host?: string; now?: number } = {}): Promise<TlsFiles> {
  const files = await loadTls(
    { kind: "self-signed" },
    { directory, hosts: [options.host ?? "127.0.0.1"], names: [], now: options.now ?? now },
  );
  if (files === undefined) throw new Error("no certificate");
  return files;
}

test("off needs nothing and writes nothing", async () => {
  expect(await loadTls({ kind: "off" }, { directory, hosts: ["127.0.0.1"], names: [], now })).toBeUndefined();
  expect([...new Bun.Glob("*").scanSync(directory)]).toEqual([]);
});

test("a self-signed certificate serves HTTPS for localhost, 127.0.0.1 and the host that was named", async () => {
  const { certificate, key } = await selfSigned({ host: "sms.example" });
  expect(new X509Certificate(certificate).subjectAltName).toContain("DNS:sms.example");
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    tls: { cert: certificate, key },
    fetch: () => new Response("hello"),
  });
  try {
    for (const host of ["127.0.0.1", "localhost"]) {
      const answer = await fetch(`https://${host}:${server.port}/`, { tls: { ca: certificate } });
      expect(await answer.text()).toBe("hello");
    }
  } finally {
    await server.stop(true);
  }
});

test("it is kept, readable by its owner alone, and stays the same at the next start", async () => {
  const first = await selfSigned();
  expect(first.made).toBe("there was none");
  const { made: _, ...kept } = first;
  expect(await selfSigned()).toEqual(kept);
  for (const name of ["tls-key.pem", "tls-certificate.pem"]) {
    expect((statSync(join(directory, name)).mode & 0o777).toString(8)).toBe("600");
  }
});

test("it is made anew when it has run out", async () => {
  const first = await selfSigned();
  const later = await selfSigned({ now: now + 11 * YEAR_MS });
  expect(later.fingerprint).not.toBe(first.fingerprint);
});

test("a given certificate and key are used; a key that is not its own, or no PEM at all, is refused", async () => {
  const own = await selfSigned();
  const [certificate, key] = [join(directory, "tls-certificate.pem"), join(directory, "tls-key.pem")];
  const load = (paths: { certificate: string; key: string }) =>
    loadTls({ kind: "files", ...paths }, { directory, hosts: ["127.0.0.1"], names: [], now });
  expect(await load({ certificate, key })).toMatchObject({ certificate: own.certificate, key: own.key });

  await selfSigned({ now: now + 11 * YEAR_MS });
  const other = join(directory, "other.pem");
  writeFileSync(other, own.certificate);
  await expect(load({ certificate: other, key })).rejects.toThrow("the key is not that of the certificate");
  writeFileSync(other, "hello");
  await expect(load({ certificate: other, key })).rejects.toBeInstanceOf(GatewayError);
});
