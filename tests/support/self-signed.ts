import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generate } from "selfsigned";
import { keepSelfSigned } from "../../lib/gateway/self-signed.ts";

/** A certificate for a host name, and its key, as PEM. */
export async function selfSigned(name: string): Promise<{ certificate: string; key: string }> {
  const folder = mkdtempSync(join(tmpdir(), "aldis-certificate-"));
  try {
    const files = { certificateFile: join(folder, "certificate.pem"), keyFile: join(folder, "key.pem") };
    await keepSelfSigned(files, { names: [name], now: Date.now() });
    return { certificate: readFileSync(files.certificateFile, "utf8"), key: readFileSync(files.keyFile, "utf8") };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same, which trusts itself, for this name alone and so many days from now; a negative number: it ended so long ago. */
export async function certificateFor(name: string, days: number): Promise<{ certificate: string; key: string }> {
  const end = new Date(Date.now() + days * 86_400_000 + 3_600_000);
  const { cert, private: key } = await generate([{ name: "commonName", value: name }], {
    keyType: "ec",
    curve: "P-256",
    algorithm: "sha256",
    notBeforeDate: new Date(end.getTime() - 400 * 86_400_000),
    notAfterDate: end,
    extensions: [{ name: "subjectAltName", altNames: [{ type: 2, value: name }] }],
  });
  return { certificate: cert, key };
}
