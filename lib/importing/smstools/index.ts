import type { Dir } from "node:fs";
import { open, opendir, readFile, stat } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { defined } from "../../defined.ts";
import type { NumberReader } from "../../routing/index.ts";
import { type Found, refused, without } from "../found.ts";
import { instantOf } from "../local-time.ts";
import { numberOf } from "../numbers.ts";
import { originOf } from "../origin.ts";
import { parseSmsdConfig, type SmsdConfig, settingsFor } from "./config.ts";
import { LARGEST_MESSAGE, readSpoolFile, type SpoolFile, timeIn, yes } from "./file.ts";
import { createReports, isReport, type Reports } from "./reports.ts";

const DAY_MS = 86_400_000;
const HELD = "it waited in the spool of smsd: nobody knows whether it was sent there since";
/** 3 folders deep: smsd itself makes folders for days. */
const DEEPEST = 3;
/** Where smsd keeps messages, by the names that they have in smsd.conf and in a spool. */
const FOLDERS = ["incoming", "outgoing", "checked", "sent", "failed", "report"];
/** 1 MiB: a configuration with all that may be in it is far below. */
const LARGEST_CONFIG = 1_048_576;

/** A spool of smsd (SMS Server Tools 3). */
interface SpoolOptions {
  numbers: NumberReader;
  /** Of the times in files, which say none. */
  timeZone: string;
  /** smsd.conf, which may name other folders. Without it: the one in the spool. */
  config?: string;
}

/**
 * Messages of a spool: what was received, what was sent and failed, and what waits; then what its configuration would be here.
 *
 * @throws Error when the spool, or the configuration that was named, cannot be read
 */
export async function* readSpool(spool: string, options: SpoolOptions): AsyncGenerator<Found> {
  const config = await readConfig(spool, options.config);
  const { global, sections } = config;
  const folder = (name: string) => global.get(name) || join(spool, name);
  const reports = createReports(options.timeZone);
  const incoming = folder("incoming");
  for (const from of new Set([folder("report"), incoming]))
    for await (const file of filesIn(from))
      if (!("problem" in file) && isReport(file.content)) reports.add(file.content);
  const read = async function* (from: string, take: (file: Spooled) => Found) {
    for await (const file of filesIn(from)) {
      const where = relative(spool, file.path);
      if ("problem" in file) yield refused(where, file.problem);
      else if (!isReport(file.content)) yield take({ ...file, where });
    }
  };
  const found = await stat(spool);
  if (!found.isDirectory()) throw Object.assign(new Error(`${spool} is no folder`), { syscall: "stat" });
  const queues = [...(sections.get("queues")?.values() ?? [])];
  yield* missing([...FOLDERS.map((name) => ({ name, path: folder(name) })), ...queues.map((path) => ({ path }))], {
    spool,
    configured: global,
  });
  yield* read(incoming, (file) => incomingOf(file, options));
  for (const from of new Set([folder("outgoing"), folder("checked"), ...queues]))
    yield* read(from, (file) => outgoingOf(file, { ...options, as: "held", reports }));
  yield* read(folder("sent"), (file) => outgoingOf(file, { ...options, as: "sent", reports }));
  yield* read(folder("failed"), (file) => outgoingOf(file, { ...options, as: "failed", reports }));
  yield* settingsFor(config);
}

/**
 * Folders that smsd.conf names and that are not here: a copy of the spool without them would pass for whole.
 None at all is no spool.
 */
async function* missing(
  folders: readonly { name?: string; path: string }[],
  { spool, configured }: { spool: string; configured: ReadonlyMap<string, string> },
): AsyncGenerator<Found> {
  const isThere = await Promise.all(
    folders.map(({ path }) =>
      stat(path).then(
        (found) => found.isDirectory(),
        (error) => !isMissing(error),
      ),
    ),
  );
  if (!isThere.includes(true))
    yield refused(spool, `none of the folders of a spool is in it (${FOLDERS.join(", ")}), or where smsd.conf says`);
  for (const [index, { name, path }] of folders.entries())
    if (!isThere[index] && (name === undefined || configured.has(name)))
      yield without(`folder ${path} of smsd.conf: it is not there, so nothing was read from it`);
}

async function readConfig(spool: string, named: string | undefined): Promise<SmsdConfig> {
  const path = named ?? join(spool, "smsd.conf");
  try {
    if (!(await stat(path)).isFile()) throw Object.assign(new Error(`${path} is no file`), { syscall: "open" });
    await using file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(LARGEST_CONFIG), 0, LARGEST_CONFIG, 0);
    return parseSmsdConfig(buffer.toString("latin1", 0, bytesRead));
  } catch (error) {
    if (named !== undefined) throw error;
    return parseSmsdConfig("");
  }
}

interface Spooled {
  path: string;
  where: string;
  modifiedAt: number;
  content: SpoolFile;
}

type Read = Omit<Spooled, "where"> | { path: string; problem: string };

/** The files of a folder, one at a time; none when there is no such folder, and what is wrong with one that cannot be read. What another program works on, or links to, is left out. */
async function* filesIn(folder: string, depth = 1): AsyncGenerator<Read> {
  let entries: Dir;
  try {
    entries = await opendir(folder);
  } catch (error) {
    if (!isMissing(error)) yield { path: folder, problem: error instanceof Error ? error.message : String(error) };
    return;
  }
  for await (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith(".") || /\.(lock|tmp)$/i.test(entry.name)) continue;
    if (entry.isDirectory() && depth < DEEPEST) yield* filesIn(path, depth + 1);
    if (!entry.isFile()) continue;
    yield await readOne(path);
  }
}

const isMissing = (error: unknown) => error instanceof Error && "code" in error && error.code === "ENOENT";

async function readOne(path: string): Promise<Read> {
  try {
    const { size, mtimeMs } = await stat(path);
    if (size > LARGEST_MESSAGE) return { path, problem: `it is larger than ${LARGEST_MESSAGE} bytes` };
    return { path, modifiedAt: Math.floor(mtimeMs), content: readSpoolFile(await readFile(path)) };
  } catch (error) {
    return { path, problem: error instanceof Error ? error.message : String(error) };
  }
}

function incomingOf({ where, content }: Spooled, { numbers, timeZone }: SpoolOptions): Found {
  const { headers, text, data } = content;
  const receivedAt = instantOf(timeIn(headers.get("received") ?? headers.get("sent")), timeZone);
  if (!headers.has("from")) return refused(where, "it has no header From, so it is no message");
  if (receivedAt === undefined) return refused(where, "it has no time in the header Received");
  const from = headers.get("from") ?? "";
  return {
    kind: "message",
    message: {
      direction: "incoming",
      origin: originOf("smstools", "in", from, headers.get("sent") ?? "", headers.get("received") ?? "", data ?? text),
      from: `smstools, ${where}`,
      ...defined({ sender: senderOf(headers, numbers) || undefined, data, class: isFlash(content) ? 0 : undefined }),
      text,
      modem: headers.get("modem") || headers.get("subject") || "smstools",
      ...defined({ sentAt: instantOf(timeIn(headers.get("sent")), timeZone) }),
      receivedAt,
      parts: { present: 1, total: 1 },
      isRead: true,
    },
  };
}

const isFlash = ({ headers }: SpoolFile) => yes(headers.get("flash"));

/** smsd leaves out the plus; the type of address says that it belongs there. */
function senderOf(headers: SpoolFile["headers"], numbers: NumberReader): string {
  const from = headers.get("from") ?? "";
  const isInternational = (headers.get("from_toa") ?? "").startsWith("91") && /^\d+$/.test(from);
  return numberOf(isInternational ? `+${from}` : from, numbers);
}

function outgoingOf(
  { where, content, modifiedAt }: Spooled,
  { numbers, timeZone, as, reports }: SpoolOptions & { as: "held" | "sent" | "failed"; reports: Reports },
): Found {
  const { headers, text, data } = content;
  const to = headers.get("to") ?? "";
  if (data !== undefined) return without("binary messages");
  if (yes(headers.get("voicecall"))) return without("calls");
  const recipient = recipientOf(to, numbers);
  if (recipient === "") return refused(where, "it has no header To");
  const time = headers.get(as === "failed" ? "failed" : "sent");
  const endedAt = (as === "held" ? undefined : instantOf(timeIn(time), timeZone)) ?? modifiedAt;
  const basics = {
    direction: "outgoing" as const,
    // What waits has no time: its file keeps its name from folder to folder.
    origin:
      as === "held"
        ? originOf("smstools", "held", basename(where), to, text)
        : originOf("smstools", "out", to, time ?? "", headers.get("message_id") ?? "", text),
    from: `smstools, ${where}`,
    recipient,
    text,
    flash: isFlash(content),
    createdAt: endedAt,
    sendAt: endedAt,
    expiresAt: endedAt + DAY_MS,
    ...defined({ modem: headers.get("modem") }),
  };
  if (as === "held") return { kind: "message", message: { ...basics, state: "held", error: HELD } };
  if (as === "failed") {
    const error = `smsd: ${headers.get("fail_reason") ?? "failed"}`;
    return { kind: "message", message: { ...basics, state: "failed", settledAt: endedAt, error } };
  }
  const report = reports.find({ to, id: headers.get("message_id") ?? "", sentAt: endedAt });
  return {
    kind: "message",
    message: {
      ...basics,
      state: report?.outcome ?? "sent",
      sentAt: endedAt,
      ...(report === undefined ? {} : { settledAt: Math.max(endedAt, report.at) }),
      ...(report?.outcome === "undelivered" ? { error: `smsd: status ${report.status}` } : {}),
    },
  };
}

/** Numbers in a spool are international without the plus; `s` in front of one means a short number. */
function recipientOf(to: string, numbers: NumberReader): string {
  if (/^s\d+$/i.test(to)) return to.slice(1);
  return numberOf(/^[1-9]\d{6,}$/.test(to) ? `+${to}` : to, numbers);
}
