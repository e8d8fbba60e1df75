/**
 * `bun run tests/support/forgetful-disk/serve.ts --at DIRECTORY [--sync-ms N] [--seed N] [--lying-about FILE] [--cached]`: the disk, in a process of its
 * own, since the programs on it wait for its answers inside of system calls. Commands are lines on standard input, each
 * answered by a line of JSON; at its end the disk is unmounted. Nothing here is asynchronous: there is nothing else to do.
 */
import { readSync, writeSync } from "node:fs";
import { constants } from "node:os";
import { parseArgs } from "node:util";
import { seededRandom } from "../seeded-random.ts";
import { answer } from "./file-system.ts";
import { mount, readable } from "./kernel.ts";
import { decodeRequest, encodeInit, encodeReply, type FuseRequest, LONGEST_REQUEST, OPCODE } from "./protocol.ts";
import { createTree } from "./tree.ts";

const { values } = parseArgs({
  options: {
    at: { type: "string", default: "" },
    "sync-ms": { type: "string", default: "0" },
    seed: { type: "string", default: "1" },
    // As cheap disks do: a sync of a file of this name is reported done, and nothing is written.
    "lying-about": { type: "string" },
    cached: { type: "boolean", default: false },
  },
});
const STDIN = 0;
/** 0.1 ms: by so much a timer of the kernel is late; the rest is waited for without one. */
const SPIN_MS = 0.1;
const random = seededRandom(Number(values.seed));
const buffer = Buffer.alloc(LONGEST_REQUEST);
let syncMs = Number(values["sync-ms"]);
/** What is answered to requests of a kind for files of a name, by both. */
const refused = new Map<string, number>();
let tree = createTree();
let mounted = mount(values.at);
/** In the order asked: the disk does one after the other. */
let syncs: { dueAt: number; finish: () => void; errno: number; unique: bigint }[] = [];
let typed = "";

function serveOne(): void {
  const message = mounted.receive(buffer);
  if (message === undefined) return;
  const request = decodeRequest(message);
  if (request.opcode === OPCODE.init) {
    mounted.reply(encodeReply(request.unique, { body: encodeInit({ isCached: values.cached }) }));
    return;
  }
  const errno = refusalOf(request);
  if (errno !== undefined && request.opcode === OPCODE.write) {
    mounted.reply(encodeReply(request.unique, { errno }));
    return;
  }
  const given = answer(tree, request);
  if (given === "none") return;
  if (!("finish" in given)) mounted.reply(encodeReply(request.unique, given));
  else if (errno !== undefined) startSync(request, { errno, finish: given.fail });
  else startSync(request, { errno: 0, finish: isLie(request) ? () => undefined : given.finish });
}

function isLie({ nodeId }: FuseRequest): boolean {
  const name = values["lying-about"];
  return name !== undefined && tree.namesOf(nodeId).includes(name);
}

function refusalOf({ opcode, nodeId }: FuseRequest): number | undefined {
  if (refused.size === 0) return undefined;
  const kind = opcode === OPCODE.write ? "write" : "sync";
  const names = tree.namesOf(nodeId);
  return names.map((name) => refused.get(`${kind} ${name}`)).find((errno) => errno !== undefined);
}

function startSync({ unique }: FuseRequest, outcome: { errno: number; finish: () => void }): void {
  const dueAt = Math.max(performance.now(), syncs.at(-1)?.dueAt ?? 0) + syncMs;
  syncs.push({ ...outcome, dueAt, unique });
}

function finishSyncs(): void {
  for (let first = syncs[0]; first !== undefined && first.dueAt <= performance.now(); first = syncs[0]) {
    syncs.shift();
    first.finish();
    mounted.reply(encodeReply(first.unique, { errno: first.errno }));
  }
}

function cut() {
  mounted.abort();
  const { left, report } = tree.cut(random);
  tree = left;
  syncs = [];
  mounted = mount(values.at);
  return report;
}

function obey(command: string): unknown {
  const [word, value, name, error] = command.split(" ");
  switch (word) {
    case "cut":
      return cut();
    case "sync-ms":
      syncMs = Number(value);
      return {};
    case "refuse":
      refused.set(`${value} ${name}`, error === "ENOSPC" ? constants.errno.ENOSPC : constants.errno.EIO);
      return {};
    case "accept":
      refused.clear();
      return {};
    default:
      return { problem: `unknown command: ${command}` };
  }
}

/** Whether there may be more. */
function readCommands(): boolean {
  const octets = Buffer.alloc(256);
  const length = readSync(STDIN, octets);
  if (length === 0) return false;
  const lines = (typed + octets.toString("utf8", 0, length)).split("\n");
  typed = lines.pop() ?? "";
  for (const line of lines) writeSync(1, `${JSON.stringify(obey(line))}\n`);
  return true;
}

// As for a terminal's user: Ctrl-C ends the programs on the disk first; the end of the input is its own end.
process.on("SIGINT", () => undefined);
writeSync(1, "{}\n");
for (let isOpen = true; isOpen; ) {
  const first = syncs[0];
  const ready = readable([mounted.descriptor, STDIN], first && first.dueAt - performance.now() - SPIN_MS);
  finishSyncs();
  if (ready.includes(STDIN)) isOpen = readCommands();
  else if (ready.length > 0) serveOne();
}
mounted.abort();
