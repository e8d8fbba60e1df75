import { createPrivateKey, X509Certificate } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import { isIP } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";
import { generate } from "selfsigned";
import type { TlsChoice } from "../../config/index.ts";
import { CliError } from "../error.ts";

const YEARS = 10;
const DAY_MS = 86_400_000;
const RENEW_BEFORE_MS = 30 * DAY_MS;

/** A certificate chain and its key, both PEM, and the fingerprint (SHA-256) that people compare. */
export interface TlsFiles {
  certificate: string;
  key: string;
  fingerprint: string;
}

/**
 * What the listener needs for HTTPS; nothing when it is off.
 *
 * A self-signed certificate is made once and kept in the data directory as `tls-certificate.pem` and `tls-key.pem`
 * (0600), so that clients that trust it go on doing so; it is made anew when it has run out.
 *
 * @throws CliError kind "failed" when the files are no certificate and key that belong together
 */
export async function loadTls(
  choice: TlsChoice,
  { directory, host, now }: { directory: string; host: string; now: number },
): Promise<TlsFiles | undefined> {
  switch (choice.kind) {
    case "off":
      return undefined;
    case "files":
      return readPair(choice.certificate, choice.key);
    case "self-signed":
      return selfSigned({ directory, host, now });
    default:
      return choice satisfies never;
  }
}

async function readPair(certificateFile: string, keyFile: string): Promise<TlsFiles> {
  const [certificate, key] = await Promise.all([readFile(certificateFile, "utf8"), readFile(keyFile, "utf8")]);
  try {
    return { certificate, key, fingerprint: verified(certificate, key).fingerprint256 };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CliError("failed", `--tls: ${certificateFile} and ${keyFile} cannot be used: ${reason}`, { cause });
  }
}

/** @throws Error when one is not PEM, or the key is not the certificate's */
function verified(certificate: string, key: string): X509Certificate {
  const parsed = new X509Certificate(certificate);
  if (!parsed.checkPrivateKey(createPrivateKey(key))) throw new Error("the key is not that of the certificate");
  return parsed;
}

async function selfSigned(options: { directory: string; host: string; now: number }): Promise<TlsFiles> {
  const certificateFile = join(options.directory, "tls-certificate.pem");
  const keyFile = join(options.directory, "tls-key.pem");
  const kept = await keptPair(certificateFile, keyFile, options.now);
  if (kept !== undefined) return kept;

  const made = await generate([{ name: "commonName", value: "aldis" }], {
    keyType: "ec",
    curve: "P-256",
    algorithm: "sha256",
    // A day of grace for clients whose clock is behind.
    notBeforeDate: new Date(options.now - DAY_MS),
    notAfterDate: new Date(options.now + YEARS * 365 * DAY_MS),
    extensions: [
      { name: "basicConstraints", cA: false, critical: true },
      { name: "keyUsage", digitalSignature: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      { name: "subjectAltName", altNames: alternativeNames(options.host) },
    ],
  });
  await writePrivate(keyFile, made.private);
  await writePrivate(certificateFile, made.cert);
  return readPair(certificateFile, keyFile);
}

/** The pair of an earlier start, unless it is missing, broken or about to run out. */
async function keptPair(certificateFile: string, keyFile: string, now: number): Promise<TlsFiles | undefined> {
  if (!existsSync(certificateFile) || !existsSync(keyFile)) return undefined;
  const kept = await readPair(certificateFile, keyFile);
  const runsOut = new X509Certificate(kept.certificate).validToDate.getTime();
  return runsOut - now > RENEW_BEFORE_MS ? kept : undefined;
}

function alternativeNames(host: string) {
  const names = new Set(["localhost", hostname(), ...(isIP(host) === 0 ? [host] : [])]);
  const addresses = new Set(["127.0.0.1", "::1", ...(isIP(host) === 0 || /^[0.:]+$/.test(host) ? [] : [host])]);
  return [
    ...[...names].map((value) => ({ type: 2 as const, value })),
    ...[...addresses].map((ip) => ({ type: 7 as const, ip })),
  ];
}

/** Whole or not at all, so that a crash leaves no half key behind. */
async function writePrivate(file: string, content: string): Promise<void> {
  await writeFile(`${file}.new`, content, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
