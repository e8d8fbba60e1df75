import { getCACertificates, rootCertificates } from "node:tls";

/** What the machine trusts; on one without certificates of its own, what Mozilla does. */
export function trustedCertificates(): string[] {
  const ofSystem = getCACertificates("system");
  return ofSystem.length > 0 ? ofSystem : [...rootCertificates];
}

/** Why a server was not reached, as a sentence. An error's code says it all, and its message may hold the address. */
export function describeFailure(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "CERT_HAS_EXPIRED") return `its certificate has expired (${code})`;
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return `its certificate is for another host (${code})`;
  if (/CERT|SELF_SIGNED|ISSUER|ALTNAME|SIGNATURE/.test(code)) return `its certificate is not trusted (${code})`;
  return `the server cannot be reached${code === "" ? "" : ` (${code})`}`;
}
