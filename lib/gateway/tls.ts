import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { TlsChoice } from "../config/index.ts";
import { defined } from "../defined.ts";
import type { Log } from "../log.ts";
import type { EventRecorder } from "../messages/index.ts";
import { GatewayError } from "./error.ts";
import { machineNames } from "./machine-names.ts";
import { keepSelfSigned } from "./self-signed.ts";

/** What people may know of a certificate. */
export interface CertificateFacts {
  /** SHA-256, for people to compare. */
  fingerprint: string;
  /** The names and addresses that it is for, as OpenSSL lists them. */
  names: string;
  /** Milliseconds since 1970. */
  validUntil: number;
  /** Where the certificate is that a client may trust; absent when it was not made here. */
  trustFile?: string;
  /** Why the certificate was made at this start. */
  made?: string;
}

/** A certificate chain and its key, both PEM. */
export interface TlsFiles extends CertificateFacts {
  certificate: string;
  key: string;
}

/**
 * What the listener needs for HTTPS; nothing when it is off.
 *
 * A self-signed certificate is kept in the data directory as `tls-certificate.pem` and `tls-key.pem`. It names
 * localhost, the hosts that are listened on, `names`, and whatever this machine is called.
 *
 * @throws GatewayError when the files do not hold a certificate and its key
 */
export async function loadTls(
  choice: TlsChoice,
  options: { directory: string; hosts: readonly string[]; names: readonly string[]; now: number },
): Promise<TlsFiles | undefined> {
  switch (choice.kind) {
    case "off":
      return undefined;
    case "files":
      return readPair(choice.certificate, choice.key);
    case "self-signed":
      return selfSigned(options);
    default:
      return choice satisfies never;
  }
}

/** Logs which certificate is served. */
export function logCertificate({ fingerprint, names, validUntil }: CertificateFacts, log: Log): void {
  log.info({ fingerprint, names, validUntil: new Date(validUntil).toISOString() }, "TLS certificate");
}

/** Who trusted the certificate before must learn of the new one. */
export function recordCertificate({ fingerprint, made }: CertificateFacts, events: EventRecorder): void {
  if (made === undefined) return;
  events.record({ kind: "tls.certificate-made", reason: made, fingerprint });
}

async function readPair(certificateFile: string, keyFile: string): Promise<TlsFiles> {
  const [certificate, key] = await Promise.all([readFile(certificateFile, "utf8"), readFile(keyFile, "utf8")]);
  try {
    const { fingerprint256, subjectAltName = "", validToDate } = verified(certificate, key);
    return {
      certificate,
      key,
      fingerprint: fingerprint256,
      names: subjectAltName,
      validUntil: validToDate.getTime(),
    };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new GatewayError(`--tls: ${certificateFile} and ${keyFile} cannot be used: ${reason}`, { cause });
  }
}

/** @throws Error when one is not PEM, or the key is not the certificate's */
function verified(certificate: string, key: string): X509Certificate {
  const parsed = new X509Certificate(certificate);
  if (!parsed.checkPrivateKey(createPrivateKey(key))) throw new Error("the key is not that of the certificate");
  return parsed;
}

async function selfSigned(options: {
  directory: string;
  hosts: readonly string[];
  names: readonly string[];
  now: number;
}): Promise<TlsFiles> {
  const certificateFile = join(options.directory, "tls-certificate.pem");
  const keyFile = join(options.directory, "tls-key.pem");
  const hosts = options.hosts.filter((host) => !/^[0.:]+$/.test(host));
  const names = [...options.names, ...hosts, ...machineNames()];
  const made = await keepSelfSigned({ certificateFile, keyFile }, { names, now: options.now });
  const pair = await readPair(certificateFile, keyFile);
  return { ...pair, trustFile: certificateFile, ...defined({ made }) };
}
