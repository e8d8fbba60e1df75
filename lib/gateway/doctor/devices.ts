import { accessSync, constants, readdirSync, readFileSync, readlinkSync, realpathSync, statSync } from "node:fs";
import type { ModemSpec, ModemStatus } from "../../modem/index.ts";
import type { Finding } from "./finding.ts";

/** -105 dBm: below it, messages fail now and then. */
const WEAK_DBM = -105;

/** Looks at the devices of configured modems: whether they are there, whether this user may use them, who has them open. */
export function examineDevices(modems: readonly ModemSpec[], gatewayPid: number | undefined): Finding[] {
  return modems.flatMap((spec) => {
    if (spec.kind !== "tty") return [];
    const problem = deviceProblem(spec.path, gatewayPid);
    return { subject: `device ${spec.path}`, ...(problem === undefined ? {} : { problem }) };
  });
}

function deviceProblem(path: string, gatewayPid: number | undefined): string | undefined {
  let device: string;
  try {
    device = realpathSync(path);
  } catch {
    return "it is not there: plug the modem in, or name another device (aldis modem list shows those of this machine)";
  }
  const holder = holderOf(device, gatewayPid);
  if (holder?.name === "ModemManager") {
    return "ModemManager has it open: give the modem a name in /etc/udev/rules.d/70-aldis-modems.rules (docs/install.md), and ModemManager leaves it alone";
  }
  if (holder !== undefined)
    return `${holder.name} (process ${holder.pid}) has it open: end that, or give it another modem`;
  try {
    accessSync(device, constants.R_OK | constants.W_OK);
    return undefined;
  } catch {
    const { gid } = statSync(device);
    return `this user may not use it: add the user to its group, ${groupName(gid)} (usermod -aG ${groupName(gid)} USER), and start the gateway again`;
  }
}

/**
 * Another process that has the device open, as far as this user may see processes. One that provides it, as a simulated modem
 * does its pseudo-terminal, is not in the way.
 */
function holderOf(device: string, gatewayPid: number | undefined): { pid: number; name: string } | undefined {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const pid = pids.map(Number).find((each) => each !== gatewayPid && hasOpen(each, device) && !provides(each, device));
  if (pid === undefined) return undefined;
  const name = orNothing(() => readFileSync(`/proc/${pid}/comm`, "utf8").trim()) ?? "a process";
  return { pid, name };
}

const hasOpen = (pid: number, device: string): boolean =>
  (orNothing(() => readdirSync(`/proc/${pid}/fd`)) ?? []).some(
    (descriptor) => orNothing(() => readlinkSync(`/proc/${pid}/fd/${descriptor}`)) === device,
  );

/** Whether the process has the other end of this pseudo-terminal, as proc(5) names it in `fdinfo`. */
function provides(pid: number, device: string): boolean {
  const index = /^\/dev\/pts\/(\d+)$/.exec(device)?.[1];
  if (index === undefined) return false;
  const descriptors = orNothing(() => readdirSync(`/proc/${pid}/fd`)) ?? [];
  return descriptors.some((descriptor) => {
    const target = orNothing(() => readlinkSync(`/proc/${pid}/fd/${descriptor}`));
    if (target !== "/dev/ptmx" && target !== "/dev/pts/ptmx") return false;
    const info = orNothing(() => readFileSync(`/proc/${pid}/fdinfo/${descriptor}`, "utf8"));
    return info?.match(/^tty-index:\s*(\d+)$/m)?.[1] === index;
  });
}

function groupName(gid: number): string {
  const line = (orNothing(() => readFileSync("/etc/group", "utf8")) ?? "")
    .split("\n")
    .find((each) => each.split(":")[2] === String(gid));
  return line?.split(":")[0] ?? String(gid);
}

/** Processes end while they are looked at, and those of others are closed. */
function orNothing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** What the running gateway knows of its modems: no SIM, a wrong PIN, no network, no SMSC, a weak signal. */
export function examineModems(statuses: readonly ModemStatus[]): Finding[] {
  return statuses.map(({ name, state, problem, notice, signalDbm }) => {
    const weak =
      signalDbm !== undefined && signalDbm < WEAK_DBM
        ? `its signal is weak (${signalDbm} dBm): move the antenna, away from metal and towards a window`
        : undefined;
    const said = problem ?? notice ?? weak ?? (state === "ready" ? undefined : `it is ${state}`);
    return { subject: `modem ${name}`, ...(said === undefined ? {} : { problem: said }) };
  });
}
