import { describe, expect, test } from "bun:test";
import { createCommandLine } from "../../lib/cli/index.ts";
import { pduCommands } from "../../lib/cli/pdu.ts";
import { runCommand } from "../../lib/cli/run.ts";
import { createApp } from "../../server.ts";
import { runCli } from "../support/run-cli.ts";

async function pdu(...args: string[]) {
  const { status, out, err } = await runCli((words, io) => runCommand(pduCommands, words, io), ["pdu", ...args]);
  return { status, err, json: out === "" ? undefined : JSON.parse(out) };
}

const decoded = (hex: string) => pdu("decode", hex);

test.each([[["pdu", "encode"]], [["pdu", "decode"]], [["simulator"]]])(
  "%p leaves the settings that it does not use out of its help, and takes them",
  async (words) => {
    const aldis = createCommandLine({ createApp });
    expect((await runCli(aldis, [...words, "--help"])).out).not.toMatch(/--(?:data|database|config)\b/);
    const { err } = await runCli(aldis, [...words, "--data", "/nowhere", "--odd"]);
    expect(err).toContain("--odd: unknown option");
    expect(err).not.toContain("--data");
  },
);

describe("pdu decode", () => {
  test("shows an SMS-DELIVER", async () => {
    expect(
      await pdu("decode", "07919730071111F1000B919746121611F10000811170021222230DC8329BFD6681EE6F399B1C02"),
    ).toEqual({
      status: 0,
      err: "",
      json: {
        kind: "deliver",
        smsc: { number: "+79037011111", type: "international" },
        from: { number: "+79642161111", type: "international" },
        timestamp: "2018-11-07T20:21:22+08:00",
        alphabet: "gsm7",
        text: "Hello, world!",
        protocol: 0,
      },
    });
  });

  test("shows what pdu encode made: submit, class, report, validity, parts, language", async () => {
    const { json: parts } = await pdu(
      ...["encode", "--to", "+491701234567", "--text", "ş".repeat(200), "--languages", "tr"],
      ...["--flash", "--report", "--validity", "1d", "--reference", "7"],
    );
    expect(parts).toHaveLength(2);
    const { status, json } = await pdu("decode", parts[1].pdu);
    expect(status).toBe(0);
    expect(json).toEqual({
      kind: "submit",
      to: { number: "+491701234567", type: "international" },
      reference: 0,
      alphabet: "gsm7",
      class: 0,
      text: "ş".repeat(json.text.length),
      concat: { reference: 7, total: 2, part: 2 },
      language: expect.objectContaining({ locking: "tr" }),
      validity: { seconds: 86_400 },
      protocol: 0,
      requestReport: true,
    });
  });

  test("shows a status report: reference, both times, status with its class", async () => {
    const { json } = await pdu("decode", "07911326040011F006D60B911326880736F4111011719551401110117195714000");
    expect(json).toMatchObject({ kind: "status-report", reference: 0xd6, status: { code: 0, class: "completed" } });
    expect(json).toMatchObject({ timestamp: expect.any(String), dischargedAt: expect.any(String) });
    expect(json).not.toHaveProperty("text");
  });

  test("shows a record that is padded, or otherwise odd, with a remark on it", async () => {
    const pdu = "07919730071111F1000B919746121611F10000811170021222230DC8329BFD6681EE6F399B1C02";
    const { json: plain } = await decoded(pdu);
    expect(plain).not.toHaveProperty("remarks");
    for (const padding of ["0000000000", "FF".repeat(100), "1A"]) {
      const octets = padding.length / 2;
      expect(await decoded(pdu + padding)).toEqual({
        status: 0,
        err: "",
        json: { ...plain, remarks: [`PDU: ${octets} octets after the end of the PDU`] },
      });
    }
    const odd: [string, object, string][] = [
      [
        pdu.replace("81117002122223", "FFFFFFFFFFFFFF"),
        { text: "Hello, world!" },
        "TP-SCTS: FFFFFFFFFFFFFF is not a time",
      ],
      [pdu.slice(0, -4), { text: "Hello, worl" }, "TP-UD: needs 12 octets, 10 left"],
      [pdu.replace("F10000", "F1000C"), {}, "TP-DCS: reserved bits of 0C are ignored"],
    ];
    for (const [given, said, remark] of odd) {
      const { status, json } = await decoded(given);
      expect({ status, json }).toMatchObject({ status: 0, json: { ...said, remarks: [remark] } });
    }
    expect((await decoded("0006D60B911326880736F41110117195514011101171957140000000")).json).toMatchObject({
      kind: "status-report",
      reference: 0xd6,
    });
    expect((await decoded("000100038121F3000002C83400")).json.remarks).toHaveLength(1);
  });

  test("takes a PDU without its service centre, and the kind that it is told", async () => {
    const bare = "000B919746121611F10000811170021222230DC8329BFD6681EE6F399B1C02";
    expect((await pdu("decode", bare, "--no-smsc", "--kind", "deliver")).json).toMatchObject({ text: "Hello, world!" });
    expect((await pdu("decode", bare, "--no-smsc", "--kind", "submit")).status).toBe(1);
  });

  test("says where a PDU cannot be decoded, as JSON, with exit status 1", async () => {
    const { status, json } = await pdu("decode", "07919730071111F1000B919746");
    expect(status).toBe(1);
    expect(json).toEqual({
      error: {
        kind: "truncated",
        field: expect.any(String),
        offset: expect.any(Number),
        message: expect.any(String),
      },
    });
    expect((await pdu("decode", "zz")).json.error.kind).toBe("invalid");
  });
});

describe("pdu encode", () => {
  test("gives an array of PDUs with the length that AT+CMGS takes", async () => {
    const { status, json } = await pdu("encode", "--to", "+491701234567", "--text", "hello");
    expect(status).toBe(0);
    expect(json).toHaveLength(1);
    const [{ pdu: hex, length }] = json;
    expect(hex).toMatch(/^[0-9A-F]+$/);
    expect(length).toBe(hex.length / 2 - 1 - Number.parseInt(hex.slice(0, 2), 16));
  });

  test("uses no national language unless it is told to, and then where it saves a part", async () => {
    const text = ["--to", "1", "--text", "ş".repeat(100)];
    const [plain] = (await pdu("encode", ...text)).json;
    const [turkish] = (await pdu("encode", ...text, "--languages", "all")).json;
    expect((await pdu("decode", plain.pdu)).json.alphabet).toBe("ucs2");
    expect((await pdu("decode", turkish.pdu)).json.alphabet).toBe("gsm7");
  });

  test("says what is missing, and refuses what no PDU can carry", async () => {
    expect((await pdu("encode", "--to", "+49170")).err).toContain("--text TEXT: missing");
    const { status, json } = await pdu("encode", "--to", "+49170", "--text", "x".repeat(50_000));
    expect({ status, kind: json.error.kind }).toEqual({ status: 1, kind: "too-long" });
    expect((await pdu("encode", "--to", "+49170", "--text", "x", "--languages", "auto")).status).toBe(2);
  });
});
