import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
