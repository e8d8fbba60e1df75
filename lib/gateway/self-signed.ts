import { createPrivateKey, createPublicKey, X509Certificate } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import { domainToASCII } from "node:url";
import { canonicalAddress } from "../auth/index.ts";
import { replaceFile } from "./replace-file.ts";

/** 10 years: clients that trust the certificate by hand should not have to do so again soon. */
const YEARS = 10;
const DAY_MS = 86_400_000;
/** 30 days before its end: it is only checked when the gateway starts, and must last until the next start. */
const RENEW_BEFORE_MS = 30 * DAY_MS;
/** What every certificate names, for clients on this machine. */
const LOOPBACK = ["localhost", "127.0.0.1", "::1"];

/** Where the pair is kept. */
interface PairFiles {
  certificateFile: string;
  keyFile: string;
}

/**
 * Sees to it that the two files hold a self-signed certificate for these names and addresses, and its key (0600). They
 * stay as they are, so that clients that trust the certificate go on doing so, until a name is missing or the time runs
 * out. A certificate for other names keeps the key.
 *
 * @returns why it was made, when it was
 * @throws the file system's error when a file cannot be read or written
 */
export async function keepSelfSigned(
  files: PairFiles,
  { names, now }: { names: readonly string[]; now: number },
): Promise<string | undefined> {
  const wanted = [...new Set([...LOOPBACK, ...names].map(canonicalName).filter((name) => name !== ""))];
  const kept = await readKept(files);
  if (typeof kept === "string") {
    await make(files, { names: wanted, now });
    return kept;
  }
  const { certificate } = kept;
  const runsOut = certificate.validToDate.getTime();
  if (now < certificate.validFromDate.getTime()) {
    await make(files, { names: wanted, now });
    return "the one before is not valid yet by this machine's clock";
  }
  if (runsOut - now <= RENEW_BEFORE_MS) {
    await make(files, { names: wanted, now });
    return `the one before runs out on ${new Date(runsOut).toISOString().slice(0, 10)}`;
  }
  const has = namesOf(certificate);
  const missing = wanted.filter((name) => !has.has(name));
  if (missing.length === 0) return undefined;
  await make(files, { names: wanted, now, key: kept.key });
  return `the one before lacks ${missing.join(", ")}`;
}

async function make(
  { certificateFile, keyFile }: PairFiles,
  { names, now, key }: { names: readonly string[]; now: number; key?: string },
): Promise<void> {
  const { generate } = await import("selfsigned");
  const made = await generate([{ name: "commonName", value: "aldis" }], {
    keyType: "ec",
    curve: "P-256",
    algorithm: "sha256",
    ...(key === undefined ? {} : { keyPair: pairOf(key) }),
    // A day of grace for clients whose clock is behind.
    notBeforeDate: new Date(now - DAY_MS),
    notAfterDate: new Date(now + YEARS * 365 * DAY_MS),
    extensions: [
      { name: "basicConstraints", cA: false, critical: true },
      { name: "keyUsage", digitalSignature: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: names.map((name) => (isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name })),
      },
    ],
  });
  if (key === undefined) replaceFile(keyFile, made.private, { durable: true });
  replaceFile(certificateFile, made.cert, { durable: true });
}

function pairOf(key: string) {
  const privateKey = createPrivateKey(key);
  return {
    privateKey: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    publicKey: createPublicKey(privateKey).export({ type: "spki", format: "pem" }).toString(),
  };
}

/** The pair of an earlier start, or why there is none that can be used. */
async function readKept({
  certificateFile,
  keyFile,
}: PairFiles): Promise<{ certificate: X509Certificate; key: string } | string> {
  if (!existsSync(certificateFile) || !existsSync(keyFile)) return "there was none";
  const [pem, key] = await Promise.all([readFile(certificateFile, "utf8"), readFile(keyFile, "utf8")]);
  try {
    const certificate = new X509Certificate(pem);
    if (certificate.checkPrivateKey(createPrivateKey(key))) return { certificate, key };
  } catch {
    // Cut short, by a crash or a full disk.
  }
  return "the one before was damaged";
}

/** In small letters, ASCII; an address in its usual form. Empty: no certificate can name it. */
function canonicalName(name: string): string {
  const address = canonicalAddress(name);
  if (address !== undefined) return address;
  const ascii = /^[\x21-\x7e]+$/.test(name) ? name.toLowerCase() : domainToASCII(name);
  return /^[a-z\d*_.-]{1,253}$/.test(ascii) ? ascii : "";
}

function namesOf(certificate: X509Certificate): Set<string> {
  const listed = (certificate.subjectAltName ?? "").split(", ").map((entry) => entry.slice(entry.indexOf(":") + 1));
  return new Set(listed.map(canonicalName));
}
