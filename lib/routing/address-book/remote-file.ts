import type { Clock } from "../../clock.ts";
import { requireOpenFiles } from "../../open-files.ts";
import { no, ok, type Result } from "../../result.ts";
import { describeFailure, trustedCertificates } from "../remote-server.ts";

interface RemoteFileOptions {
  /** Takes whatever certificate the server shows. */
  skipCertificateCheck: boolean;
  limitBytes: number;
  timeLimitMs: number;
  clock: Pick<Clock, "setTimer">;
  signal: AbortSignal;
}

/** Fetches a file by http or https; certificates are checked by what this machine trusts. Never rejects. */
export type FetchFile = (url: string, options: RemoteFileOptions) => Promise<Result<Uint8Array>>;

/** Why an address cannot be fetched from; `undefined` when it can. */
export function addressProblem(url: string): string | undefined {
  const parsed = URL.parse(url);
  if (parsed === null || (parsed.protocol !== "http:" && parsed.protocol !== "https:")) {
    return "must begin with https:// or http://";
  }
  return undefined;
}

/** An address without what may be secret in it: user, password, query. */
export function shownAddress(url: string): string {
  const parsed = URL.parse(url);
  return parsed === null ? "an invalid address" : `${parsed.origin}${parsed.pathname}`;
}

/** See {@link FetchFile}. Never rejects. */
export const fetchFile: FetchFile = async (url, options) => {
  const problem = addressProblem(url);
  if (problem !== undefined) return no(`the address ${problem}`);
  const late = new AbortController();
  const timer = options.clock.setTimer(options.timeLimitMs, () => late.abort());
  try {
    return await download(url, options, AbortSignal.any([late.signal, options.signal]));
  } catch (error) {
    if (late.signal.aborted) return no(`no whole answer within ${options.timeLimitMs / 1000} s`);
    if (options.signal.aborted) return no("the gateway stops");
    return no(describeFailure(error));
  } finally {
    timer.cancel();
  }
};

async function download(url: string, options: RemoteFileOptions, signal: AbortSignal): Promise<Result<Uint8Array>> {
  const { limitBytes, skipCertificateCheck } = options;
  const address = new URL(url);
  const { username, password } = address;
  address.username = "";
  address.password = "";
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`);
  requireOpenFiles();
  const response = await fetch(address, {
    // Another host is one that nobody has configured.
    redirect: "manual",
    signal,
    headers: username === "" ? {} : { authorization: `Basic ${credentials.toString("base64")}` },
    tls: skipCertificateCheck ? { rejectUnauthorized: false } : { ca: trustedCertificates() },
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    const elsewhere = response.headers.has("location") ? " and points to another address" : "";
    return no(`the server answered ${response.status}${elsewhere}`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    // Leaving the loop closes the connection.
    if (size > limitBytes) return no(`the file is larger than ${limitBytes} bytes`);
    chunks.push(chunk);
  }
  return ok(Buffer.concat(chunks));
}
