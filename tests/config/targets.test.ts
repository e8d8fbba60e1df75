import { describe, expect, test } from "bun:test";
import { isInNetworks } from "../../lib/auth/index.ts";
import { parseTargets } from "../../lib/config/targets.ts";

describe("--allow-targets", () => {
  test("takes addresses, networks and host names, several in a text", () => {
    const read = parseTargets([
      "127.0.0.1, 169.254.0.0/16",
      "::1,localhost",
      "ERP.Example.org",
      "bücher.example",
      "_srv",
    ]);
    if (!read.ok) throw new Error(read.problem);
    expect(read.value.networks.map(({ text }) => text)).toEqual(["127.0.0.1", "169.254.0.0/16", "::1"]);
    expect(read.value.hosts).toEqual(["localhost", "erp.example.org", "xn--bcher-kva.example", "_srv"]);
    expect(isInNetworks(read.value.networks, "::ffff:169.254.169.254")).toBe(true);
    expect(isInNetworks(read.value.networks, "127.0.0.2")).toBe(false);
  });

  test.each([
    "127.1",
    "2130706433",
    "0x7f000001",
    "010.0.0.1",
    "127.0.0.1:80",
    "http://localhost",
    "localhost/x",
    "a@b",
    "a b",
    "10.0.0.0/33",
    "host.1",
    "[::1]",
  ])("refuses %p, which is no such thing or reads in two ways", (text) => {
    expect(parseTargets([text])).toMatchObject({ ok: false });
  });

  test("names at least one target", () => {
    expect(parseTargets([" , "])).toEqual({ ok: false, problem: "must name at least one target" });
  });
});
