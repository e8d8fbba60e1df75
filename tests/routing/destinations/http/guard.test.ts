import { describe, expect, test } from "bun:test";
import { systemClock } from "../../../../lib/clock.ts";
import { createHttpClient } from "../../../../lib/routing/destinations/http/client.ts";
import { addressProblem } from "../../../../lib/routing/destinations/http/guard.ts";
import { startReceiver } from "../../../support/receivers.ts";

const signal = new AbortController().signal;

/** What the client says of a target: the reason why it is refused, or that it was let through to the connection. */
async function verdictOn(
  target: string,
  options: { leadsTo?: readonly string[]; named?: (target: { host: string; address: string }) => boolean } = {},
): Promise<string> {
  const { leadsTo, named = () => false } = options;
  const client = createHttpClient({
    clock: systemClock,
    isNamed: named,
    resolve: async (host) => {
      // What the guard lets through goes no further than this.
      if (leadsTo === undefined) throw Object.assign(new Error(host), { code: "ENOTFOUND" });
      return leadsTo.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    },
  });
  const sent = await client.send({ method: "GET", url: target }, { signal: AbortSignal.timeout(100) });
  if (sent.ok) return "answered";
  return /which is (.*?):|is (an? .*?):/.exec(sent.problem.error)?.slice(1).find(Boolean) ?? "let through";
}

const MACHINE = "an address of this machine";
const WIRE = "a link-local address";
const UNSPECIFIED = "an unspecified address";

describe("where requests may not go", () => {
  test.each([
    ["http://127.0.0.1/", MACHINE],
    ["http://127.1/", MACHINE],
    ["http://127.255.255.254/", MACHINE],
    ["http://2130706433/", MACHINE],
    ["http://0x7f000001/", MACHINE],
    ["http://0x7f.0.0.1/", MACHINE],
    ["http://0177.0.0.1/", MACHINE],
    ["http://017700000001/", MACHINE],
    ["http://127.0.0.1./", MACHINE],
    ["http://%31%32%37.0.0.1/", MACHINE],
    ["http://１２７.０.０.１/", MACHINE],
    ["http://user:secret@127.0.0.1:8080/", MACHINE],
    ["https://127.0.0.1/", MACHINE],
    ["http://[::1]/", MACHINE],
    ["http://[0:0:0:0:0:0:0:1]/", MACHINE],
    ["http://[::ffff:127.0.0.1]/", MACHINE],
    ["http://[::ffff:7f00:1]/", MACHINE],
    ["http://[::127.0.0.1]/", MACHINE],
    ["http://[::ffff:0:127.0.0.1]/", MACHINE],
    ["http://[64:ff9b::127.0.0.1]/", MACHINE],
    ["http://[64:ff9b:1::127.0.0.1]/", MACHINE],
    ["http://[2002:7f00:1::]/", MACHINE],
    ["http://169.254.169.254/latest/meta-data/", WIRE],
    ["http://2852039166/", WIRE],
    ["http://0xa9fea9fe/", WIRE],
    ["http://0251.0376.0251.0376/", WIRE],
    ["http://169.254.0.1/", WIRE],
    ["http://[::ffff:169.254.169.254]/", WIRE],
    ["http://[64:ff9b::a9fe:a9fe]/", WIRE],
    ["http://[fd00:ec2::254]/", WIRE],
    ["http://[fe80::1]/", WIRE],
    ["http://[febf::1]/", WIRE],
    ["http://0.0.0.0/", UNSPECIFIED],
    ["http://0/", UNSPECIFIED],
    ["http://0.1.2.3/", UNSPECIFIED],
    ["http://[::]/", UNSPECIFIED],
    ["http://[::ffff:0.0.0.0]/", UNSPECIFIED],
  ])("%s is %s", async (target, why) => {
    expect(await verdictOn(target)).toBe(why);
  });

  test.each([
    ["http://localhost/", ["127.0.0.1"], MACHINE],
    ["http://innocent.example/", ["127.0.0.1"], MACHINE],
    ["http://innocent.example/", ["192.0.2.1", "::1"], MACHINE],
    ["http://metadata.example/", ["169.254.169.254"], WIRE],
    ["http://innocent.example/", ["::ffff:169.254.169.254"], WIRE],
    ["http://innocent.example/", ["fe80::1%eth0"], WIRE],
    ["http://innocent.example/", ["0.0.0.0"], UNSPECIFIED],
  ])("%s, which leads to %p, is %s", async (target, leadsTo, why) => {
    expect(await verdictOn(target, { leadsTo })).toBe(why);
  });

  test("every other address is let through", async () => {
    const others = [
      "192.0.2.1",
      "10.0.0.1",
      "172.16.0.1",
      "192.168.0.1",
      "100.64.0.1",
      "2001:db8::1",
      "fd00::1",
      "::ffff:10.0.0.1",
    ];
    expect(others.map((address) => addressProblem(address))).toEqual(others.map(() => undefined));
    expect(addressProblem("not an address")).toBe("not an address");
    expect(await verdictOn("http://innocent.example/")).toBe("let through");
  });

  test("what is named is let through: by its address, by its name as the URL has it, and nothing else", async () => {
    const named = ({ host, address }: { host: string; address: string }) =>
      host === "localhost" || address === "127.0.0.2";
    const options = { leadsTo: ["127.0.0.1"], named };
    await using receiver = await startReceiver((_request, response) => response.end("hello"));
    expect(await verdictOn(`http://LOCALHOST:${receiver.port}/`, options)).toBe("answered");
    expect(await verdictOn("http://127.0.0.2:1/", options)).toBe("let through");
    expect(await verdictOn(`http://127.0.0.1:${receiver.port}/`, options)).toBe(MACHINE);
    expect(await verdictOn(`http://other.example:${receiver.port}/`, options)).toBe(MACHINE);
  });

  test("a refusal is final, says what would help, and shows neither path nor password", async () => {
    const client = createHttpClient({ clock: systemClock, isNamed: () => false });
    expect(await client.send({ method: "GET", url: "http://u:secret@127.0.0.1/path?token=x" }, { signal })).toEqual({
      ok: false,
      problem: {
        error: "127.0.0.1 is an address of this machine: only --allow-targets lets requests go there",
        isFinal: true,
      },
    });
  });

  test.each([
    "ftp://example.org/",
    "file:///etc/passwd",
    "gopher://example.org/",
    "unix:/run/x.sock",
    "//example.org",
    "",
    "http://",
  ])("%p is no address of a receiver", async (target) => {
    const client = createHttpClient({ clock: systemClock, isNamed: () => true });
    expect(await client.send({ method: "GET", url: target }, { signal })).toEqual({
      ok: false,
      problem: { error: "the address must begin with https:// or http://", isFinal: true },
    });
  });

  test("a name that leads elsewhere between the look-up and the connection does not win", async () => {
    let looked = 0;
    await using inside = await startReceiver((_request, response) => response.end("inside"));
    const client = createHttpClient({
      clock: systemClock,
      isNamed: ({ address }) => address === "127.0.0.2",
      // First one on which nobody listens.
      resolve: async () => [{ address: looked++ === 0 ? "127.0.0.2" : "127.0.0.1", family: 4 }],
    });
    const url = `http://rebinding.example:${inside.port}/`;
    expect(await client.send({ method: "GET", url }, { signal })).toMatchObject({
      problem: { error: "the server cannot be reached (ECONNREFUSED)" },
    });
    expect(looked).toBe(1);
    expect(await client.send({ method: "GET", url }, { signal })).toMatchObject({
      ok: false,
      problem: { isFinal: true },
    });
  });
});
