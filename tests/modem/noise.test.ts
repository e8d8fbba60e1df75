import { expect, test } from "bun:test";
import fc from "fast-check";
import { framed } from "../support/scripted-modem.ts";
import { startModem } from "../support/started-modem.ts";

const pieces = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "\r\n",
    "> ",
    "\0",
    "OK",
    "ERROR",
    "+CMT: ,24\r\n",
    '+CMTI: "SM",',
    "+CMGL: 1,0,,",
    '+CUSD: 0,"',
    "+CREG: ",
    "RING\r\n",
    "+CLIP: ",
    "0791",
    "FF\r\n",
    "+CDS: 25\r\n",
    "AT+",
    "^",
    "+CMS ERROR:",
  ),
);

test("whatever a modem sends unasked, it stays usable: the next part is sent with its own reference", async () => {
  const { modem, peer, clock } = await startModem();
  await fc.assert(
    fc.asyncProperty(fc.array(pieces, { maxLength: 30 }), fc.nat(255), async (noise, reference) => {
      const latin = noise.join("").replace(/[^\0-\xff]/g, "?");
      peer.on(/^PDU/, [`+CMGS: ${reference}`, "OK"]);
      peer.sayRaw(latin);
      // An unfinished line before the answer is the modem's own doing; the port is a line behind then.
      peer.sayRaw("\r\n");
      await clock.advance(0);
      // What looks like a start of its own has it started again.
      await clock.runUntil(modem.whenReady());
      const sent = await clock.runUntil(modem.sendPart({ pdu: "0011AABB", length: 3 }));
      expect(sent.reference).toBe(reference);
    }),
    { numRuns: 500 },
  );
});

test("whatever stands in an answer, the command ends with a value or a typed error", async () => {
  const { modem, peer, clock } = await startModem();
  await fc.assert(
    fc.asyncProperty(fc.array(pieces, { maxLength: 30 }), async (noise) => {
      const latin = noise.join("").replace(/[^\0-\xff]/g, "?");
      peer.on(/^PDU/, { raw: `${latin}\r\n${framed(["OK"])}` });
      const outcome = await clock.runUntil(
        modem.sendPart({ pdu: "0011AABB", length: 3 }).then(
          () => "sent",
          (error: unknown) => (error as { kind: string }).kind,
        ),
      );
      expect(["sent", "rejected", "unknown-outcome", "timeout"]).toContain(outcome);
      await clock.runUntil(modem.whenReady());
      peer.on(/^PDU/, ["+CMGS: 1", "OK"]);
      await clock.advance(10_000);
    }),
    { numRuns: 300 },
  );
});
