import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DISK, diskFolder } from "./memory-folder.ts";
import { startAldis } from "./process.ts";
import { runProgram } from "./programs.ts";

/** A small Debian that is entered by chroot, with processes, mounts and a network of its own. */
export interface DebianRoot extends AsyncDisposable {
  /** Where it is, seen from outside. */
  readonly path: string;
  /** Runs a command in it as root; gives exit status and output. */
  run(command: string[]): Promise<{ exit: number; output: string }>;
  /** As {@link run}. @throws Error with the output when the exit status is not 0 */
  must(command: string[]): Promise<string>;
  /** Runs a program of this machine in the network of the root. */
  outside(command: string[]): Promise<{ exit: number; output: string }>;
}

/** What is on every Debian machine with systemd, and the little that the package names. */
const PACKAGES = "libgcc-s1,passwd,init-system-helpers,systemd-standalone-sysusers";
const RELEASE = "bookworm";
const SOURCES = "/etc/apt/sources.list.d/debian.sources";

/** The programs of this machine that it takes; it takes root as well. */
export const ROOT_PROGRAMS = ["mmdebstrap", "unshare", "nsenter", "ip", "curl", "dpkg-deb"];

/**
 * Makes a root from Debian's packages; they are fetched once a month, and kept below the folder for temporary files.
 *
 * @throws Error with what the programs say
 */
export async function makeDebianRoot(): Promise<DebianRoot> {
  const archive = await fetchedDebian();
  const folder = diskFolder("aldis-root-");
  const path = join(folder, "root");
  mkdirSync(path);
  chmodSync(folder, 0o755);
  await must(["tar", "-xf", archive, "-C", path]);
  installSystemctl(path);
  // The first process of a namespace takes over orphans, and a shell that waits buries them. When it ends, all end.
  const script = `
    PATH=$PATH:/usr/sbin:/sbin
    mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev" && ip link set lo up && echo ready
    trap : CHLD
    while :; do sleep 1000 & wait; done`;
  const command = [
    "unshare",
    "--mount",
    "--pid",
    "--net",
    "--fork",
    "--kill-child",
    "bash",
    "-c",
    script,
    "bash",
    path,
  ];
  const inside = startAldis([], { command });
  await inside.printed(/ready/);
  const [first = ""] = (await must(["pgrep", "-P", String(inside.pid)])).trim().split("\n");
  const enter = ["nsenter", "--target", first, "--mount", "--pid", "--net"];
  const environment = [
    "env",
    "-i",
    "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
    "DEBIAN_FRONTEND=noninteractive",
    "LC_ALL=C.UTF-8",
  ];
  const run = (words: string[]) =>
    runProgram([...enter, "chroot", path, ...environment, ...words], { timeoutMs: 120_000 });
  return {
    path,
    run,
    async must(words) {
      const { exit, output } = await run(words);
      if (exit !== 0) throw new Error(`${words.join(" ")}: exit ${exit}\n${output}`);
      return output;
    },
    outside: (words) => runProgram(["nsenter", "--target", first, "--net", ...words], { timeoutMs: 60_000 }),
    async [Symbol.asyncDispose]() {
      process.kill(Number(first), "SIGKILL");
      await inside.exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function fetchedDebian(): Promise<string> {
  const month = new Date().toISOString().slice(0, 7);
  const archive = join(process.env[DISK] ?? tmpdir(), `aldis-debian-${RELEASE}-${month}-${process.getuid?.()}.tar`);
  if (existsSync(archive)) return archive;
  const mirror = existsSync(SOURCES) ? [SOURCES] : [];
  const next = `${archive}.${process.pid}.tar`;
  await must(["mmdebstrap", "--quiet", "--variant=essential", `--include=${PACKAGES}`, RELEASE, next, ...mirror]);
  renameSync(next, archive);
  return archive;
}

async function must(command: string[]): Promise<string> {
  const open = ["sh", "-c", 'umask 022 && exec "$@"', "sh", ...command];
  const { exit, output } = await runProgram(open, { timeoutMs: 170_000 });
  if (exit !== 0) throw new Error(`${command.join(" ")}: exit ${exit}\n${output}`);
  return output;
}

/**
 * There is no systemd to talk to in a chroot: this does what the unit says, as far as a shell can: user, groups, capabilities,
 * directories, environment and command. What it was asked is in /run/systemctl.log.
 */
function installSystemctl(path: string): void {
  const file = join(path, "usr/bin/systemctl");
  writeFileSync(file, SYSTEMCTL);
  chmodSync(file, 0o755);
  // Tests run with a umask that closes what they make to others, such as the gateway's user.
  for (const directory of ["run/systemd", "run/systemd/system"]) {
    mkdirSync(join(path, directory));
    chmodSync(join(path, directory), 0o755);
  }
}

const SYSTEMCTL = `#!/bin/sh
unit=/usr/lib/systemd/system/aldis.service
wants=/etc/systemd/system/multi-user.target.wants
pidfile=/run/aldis.pid
while [ "\${1#-}" != "$1" ]; do shift; done
echo "$1" >>/run/systemctl.log
of() { sed -n "s/^$1=//p" $unit; }
is_active() { [ -e $pidfile ] && kill -0 "$(cat $pidfile)" 2>/dev/null; }
start() {
  is_active && return
  state=/var/lib/$(of StateDirectory)
  [ -d $state ] || mkdir $state
  chown "$(of User):$(of Group)" $state
  chmod "$(of StateDirectoryMode)" $state
  cd "$(of WorkingDirectory)" || exit 1
  umask "$(of UMask)"
  caps=$(of AmbientCapabilities | tr 'A-Z' 'a-z' | sed 's/cap_/+/g; s/ /,/g')
  env -i PATH=/usr/bin:/bin NOTIFY_SOCKET=/run/systemd/notify WATCHDOG_USEC=30000000 setsid setpriv \\
    --reuid "$(of User)" --regid "$(of Group)" --init-groups --no-new-privs \\
    --bounding-set "-all,$caps" --inh-caps "-all,$caps" --ambient-caps "-all,$caps" \\
    $(of ExecStart) >>/run/aldis.log 2>&1 </dev/null &
  echo $! >$pidfile
}
stop() {
  is_active || return 0
  kill -TERM "$(cat $pidfile)"
  while is_active; do sleep 0.05; done
  rm $pidfile
}
case $1 in
daemon-reload) ;;
# Debian's presets enable everything.
preset | enable) mkdir -p $wants; ln -sf $unit $wants/ ;;
is-enabled) [ -e $wants/aldis.service ] && echo enabled ;;
is-active) is_active ;;
start) start ;;
stop) stop ;;
restart) stop; start ;;
try-restart) if is_active; then stop; start; fi ;;
*) echo "systemctl $1: not known here" >&2; exit 1 ;;
esac
`;
