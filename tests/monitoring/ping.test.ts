import { afterAll, describe, expect, test } from "bun:test";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CheckProbe, CheckResult } from "../../lib/messages/index.ts";
import { findingOf } from "../../lib/monitoring/probes/ping.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { look, makeProbes, NEVER, said, stored } from "../support/probes.ts";

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
