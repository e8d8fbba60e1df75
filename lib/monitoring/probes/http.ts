import type { HttpProbe } from "../../messages/index.ts";
import { type HttpAnswer, type HttpClient, type OutgoingRequest, patternOf } from "../../routing/index.ts";
import type { Finding, ProbeOptions } from "./probe.ts";

const DAY_MS = 86_400_000;

/** Asks a server, and looks at its answer. Never rejects. @param probe  with its secrets */
export async function probeHttp(
  probe: HttpProbe,
  { client, now, limitMs, signal }: ProbeOptions & { client: HttpClient; now: () => number },
): Promise<Finding> {
  const anyCertificate = probe.certificate === "any";
  const sent = await client.send(requestOf(probe), { signal, limitMs, anyCertificate });
  if (!sent.ok) return { ok: false, text: sent.problem.error };
  const problem = problemIn(sent.value, probe, now());
  return problem === undefined ? { ok: true, text: foundText(sent.value, now()) } : { ok: false, text: problem };
}

function requestOf({ url, method = "GET", headers, secretHeaders, username, password }: HttpProbe): OutgoingRequest {
  const basic =
    username === undefined
      ? {}
      : { Authorization: `Basic ${Buffer.from(`${username}:${password ?? ""}`).toString("base64")}` };
  return { method, url, headers: { ...headers, ...secretHeaders, ...basic } };
}

/** What is wrong with an answer; `undefined`: nothing. Pure. */
function problemIn(answer: HttpAnswer, probe: HttpProbe, now: number): string | undefined {
  return statusProblem(answer, probe) ?? textProblem(answer, probe) ?? certificateProblem(answer, probe, now);
}

function statusProblem({ status, header }: HttpAnswer, { status: wanted }: HttpProbe): string | undefined {
  if (wanted === undefined ? status >= 200 && status < 300 : wanted.includes(status)) return undefined;
  const location = header("location");
  const isRedirect = status >= 300 && status < 400 && location !== undefined;
  const where = isRedirect ? ` and points to ${originIn(location)}: redirects are not followed` : "";
  return wanted === undefined ? `answered ${status}${where}` : `answered ${status}, not ${wanted.join(" or ")}${where}`;
}

/** Of an address only what says where it leads: the rest may hold secrets. */
const originIn = (location: string) => URL.parse(location)?.origin ?? "another path";

function textProblem({ text }: HttpAnswer, { contains, matches }: HttpProbe): string | undefined {
  if (contains !== undefined && !text.includes(contains)) return "the answer does not hold the text";
  if (matches !== undefined && !patternOf(matches, false).test(text)) return "the answer does not match the pattern";
  return undefined;
}

function certificateProblem(answer: HttpAnswer, { certificateDays }: HttpProbe, now: number): string | undefined {
  const { certificateEndsAt } = answer;
  if (certificateDays === undefined || certificateEndsAt === undefined) return undefined;
  const days = Math.floor((certificateEndsAt - now) / DAY_MS);
  if (days < 0) return "its certificate has expired";
  return days >= certificateDays ? undefined : `its certificate ends in ${daysText(days)}`;
}

function foundText({ status, certificateEndsAt }: HttpAnswer, now: number): string {
  if (certificateEndsAt === undefined || certificateEndsAt < now) return `answered ${status}`;
  return `answered ${status}, certificate valid for ${daysText(Math.floor((certificateEndsAt - now) / DAY_MS))}`;
}

const daysText = (days: number) => (days === 1 ? "1 day" : `${days} days`);
