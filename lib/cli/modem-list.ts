import { resolve } from "node:path";
import { systemClock } from "../clock.ts";
import { COMMON_SETTINGS } from "../config/index.ts";
import { type ModemSnapshot, readModemSnapshot } from "../gateway/index.ts";
import { type Candidate, listCandidates, type ModemStatus } from "../modem/index.ts";
import { columns } from "../table.ts";
import { type Command, defineCommand } from "./command.ts";
import { toggle } from "./options.ts";

const json = toggle("json", "Print everything as one JSON object.");

/** `aldis modem list`: the gateway's modems and what is wrong with them, and the machine's serial devices. */
export const modemListCommand: Command = defineCommand({
  path: ["modem", "list"],
  operands: [],
  summary: "show the gateway's modems and the serial devices that may be modems",
  details:
    "For each modem of the gateway on this data directory: state, operator, signal, device, and one sentence about what is wrong and what to do. For each device: its --modem setting and its name. No device is opened.",
  settings: COMMON_SETTINGS,
  flags: { json },
  async run({ config, flags, io }) {
    const now = systemClock.now();
    const directory = resolve(config.data);
    const snapshot = readModemSnapshot(directory);
    const devices = listCandidates();
    if (flags.json) {
      io.out.write(`${JSON.stringify({ gateway: snapshot ?? null, devices }, undefined, 2)}\n`);
      return 0;
    }
    // Devices are looked for before the first gateway starts: this is no failure.
    io.out.write(snapshot === undefined ? neverUsed(directory) : describeModems(snapshot, now));
    io.out.write(describeDevices(devices));
    return 0;
  },
});

const neverUsed = (directory: string) =>
  `No gateway has used the data directory ${directory}: if there is one, name its directory with --data, ALDIS_DATA or --config.\n`;

function describeModems({ running, writtenAt, modems }: ModemSnapshot, now: number): string {
  const age = running ? "" : `, which is not running; their state ${ago(now - writtenAt)}`;
  const rows = [["NAME", "STATE", "OPERATOR", "SIGNAL", "DEVICE", ""], ...modems.map(rowOf)];
  return `Modems of the gateway${age}:\n${columns(rows.map((row) => ["", ...row]))}\n`;
}

function rowOf({ name, state, operator, technology, signalDbm, port, spec, problem, notice }: ModemStatus): string[] {
  const network = [operator, technology].filter((word) => word !== undefined).join(" ");
  return [
    name,
    state,
    network || "-",
    signalDbm === undefined ? "-" : `${signalDbm} dBm`,
    deviceText(spec, port),
    problem ?? notice ?? "",
  ];
}

/** The path that the setting names, and the device behind it now, if that is another. */
function deviceText(spec: string, port: string | undefined): string {
  const path = spec.replace(/\?.*$/, "");
  if (port === undefined) return spec;
  return path === port || !path.startsWith("/") ? port : `${path} (${port})`;
}

function describeDevices(devices: readonly Candidate[]): string {
  if (devices.length === 0) return "No serial devices on this machine.\n";
  return `Serial devices:\n${columns(devices.map(({ spec, label }) => ["", spec, label]))}`;
}

function ago(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 2) return "a moment ago";
  if (minutes < 120) return `${minutes} minutes ago`;
  return minutes < 2 * 24 * 60 ? `${Math.round(minutes / 60)} hours ago` : `${Math.round(minutes / 1440)} days ago`;
}
