import { afterAll, describe, expect, test } from "bun:test";
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CheckProbe, CheckResult } from "../../lib/messages/index.ts";
import { findingOf } from "../../lib/monitoring/probes/ping.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { look, makeProbes, NEVER, said, stored } from "../support/probes.ts";
import { hasProgram, programPath } from "../support/programs.ts";

describe("a ping", () => {
  const folder = mkdtempSync(join(tmpdir(), "aldis-ping-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const program = (script: string) => {
    const file = join(folder, `ping-${crypto.randomUUID()}`);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    return file;
  };
  const ping: CheckProbe = { ping: { host: "router.lan" } };
  const resolve = async () => [{ address: "192.0.2.8", family: 4 }];

  test("the program gets the address, without a shell in between", async () => {
    const pingProgram = program(
      'echo "$@"; echo "64 bytes from $7: icmp_seq=1 ttl=64 time=0.42 ms"; [ "$*" = "-n -c 1 -W 30 192.0.2.8" ]',
    );
    expect(await look(stored(ping), { pingProgram, resolve })).toBe("ok: answered within 0.42 ms");
  });

  test("one that does not end is ended", async () => {
    const clock = createManualClock();
    const probes = makeProbes({ clock, pingProgram: program("exec sleep 600"), resolve });
    const looking = probes({ check: stored(ping, { timeoutSeconds: 3 }) }, NEVER);
    let result: CheckResult | undefined;
    void looking.then((found) => {
      result = found;
    });
    while (result === undefined) {
      await clock.advance(1_000);
      await Bun.sleep(1);
    }
    expect(said(result)).toBe("failed: no answer within 3 s");
  });

  test("a machine without the program says what to do", async () => {
    expect(await look(stored(ping), { pingProgram: join(folder, "none"), resolve })).toMatch(
      /^failed: there is no program ping on this machine: install it/,
    );
  });

  test.each([
    [
      "busybox",
      "64 bytes from 192.0.2.8: seq=0 ttl=64 time=0.061 ms\n",
      0,
      { ok: true, text: "answered within 0.061 ms" },
    ],
    [
      "a quick answer",
      "64 bytes from 192.0.2.8: icmp_seq=1 ttl=64 time<1 ms\n",
      0,
      { ok: true, text: "answered within 1 ms" },
    ],
    [
      "no answer",
      "1 packets transmitted, 0 received, 100% packet loss\n",
      1,
      { ok: false, text: "no answer within 5 s" },
    ],
    [
      "a router that knows no way",
      "From 192.0.2.1 icmp_seq=1 Destination Host Unreachable\n",
      1,
      { ok: false, text: "no route to the host" },
    ],
    [
      "a user who may not",
      "ping: socktype: SOCK_RAW\nping: socket: Operation not permitted\n",
      2,
      { ok: false, text: expect.stringContaining("may not run ping") },
    ],
    ["one that was ended", "", null, { ok: false, text: "no answer within 5 s" }],
  ])("what it says is understood: %s", (_, output, status, expected) => {
    expect(findingOf(output, status, 5_000)).toEqual(expected as never);
  });
});

describe.skipIf(!hasProgram("ping"))("the ping of this machine", () => {
  const folder = mkdtempSync(join(tmpdir(), "aldis-ping-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const pinged = (host: string, more: Parameters<typeof look>[1] = {}) =>
    look(stored({ ping: { host } }, { timeoutSeconds: 1 }), more);
  const MAY_NOT = "failed: this user may not run ping: allow it by net.ipv4.ping_group_range or setcap cap_net_raw";
  const ANSWERED = expect.stringMatching(/^ok: answered within [\d.]+ ms$/);

  test("this machine answers; an address that nobody has does not", async () => {
    const mayOpen = hasRawSockets() || isInPingGroup(process.getgid?.() ?? 0);
    expect(await pinged("127.0.0.1")).toEqual(mayOpen ? ANSWERED : MAY_NOT);
    // Set aside for documentation (RFC 5737).
    const nobody = await pinged("192.0.2.8");
    if (mayOpen) expect(["failed: no answer within 1 s", "failed: no route to the host"]).toContain(nobody);
    else expect(nobody).toBe(MAY_NOT);
  });

  // A copy has no file capability: what is left is the socket that the kernel opens for the group of the user.
  test.skipIf(process.getuid?.() !== 0 || programPath("setpriv") === null)(
    "a user without privileges pings where the kernel lets its group, and is told what to do where it does not",
    async () => {
      const copy = join(folder, "ping");
      copyFileSync(programPath("ping") ?? "", copy);
      chmodSync(copy, 0o755);
      chmodSync(folder, 0o755);
      const pingProgram = join(folder, "as-nobody");
      writeFileSync(pingProgram, `#!/bin/sh\nexec setpriv --reuid 65534 --regid 65534 --clear-groups ${copy} "$@"\n`);
      chmodSync(pingProgram, 0o755);
      expect(await pinged("127.0.0.1", { pingProgram })).toEqual(isInPingGroup(65_534) ? ANSWERED : MAY_NOT);
    },
  );
});

/** CAP_NET_RAW is the 13th (capabilities(7)). */
function hasRawSockets(): boolean {
  const effective = /^CapEff:\s+([0-9a-f]+)$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  return ((BigInt(`0x${effective ?? "0"}`) >> 13n) & 1n) === 1n;
}

/** Whether the kernel opens ICMP sockets for a group (icmp(7)). */
function isInPingGroup(group: number): boolean {
  const [least = 1, most = 0] = readFileSync("/proc/sys/net/ipv4/ping_group_range", "utf8")
    .trim()
    .split(/\s+/)
    .map(Number);
  return least <= group && group <= most;
}
