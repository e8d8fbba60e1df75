import fc from "fast-check";
import { framed } from "../scripted-modem.ts";
import { startModem } from "../started-modem.ts";

/** A modem of its own for so many: the scripted one keeps what it has heard. */
const STREAMS_PER_MODEM = 5_000;

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
const streams = fc.array(pieces, { maxLength: 30 }).map((noise) => noise.join("").replace(/[^\0-\xff]/g, "?"));

interface FuzzedStreams {
  streams: number;
  seed: number;
  progress?: (done: number) => void;
}

/**
 * What a modem says unasked, at random: it stays usable, and the next part is sent with its own reference.
 *
 * @throws Error with seed and stream of the first one after which it is not
 */
export function fuzzUnasked(options: FuzzedStreams): Promise<void> {
  return onFreshModems(options, async ({ modem, peer, clock }, parameters) => {
    const stays = fc.asyncProperty(streams, fc.nat(255), async (noise, reference) => {
      peer.on(/^PDU/, [`+CMGS: ${reference}`, "OK"]);
      peer.sayRaw(noise);
      // An unfinished line before the answer is the modem's own doing; the port is a line behind then.
      peer.sayRaw("\r\n");
      await clock.advance(0);
      // What looks like a start of its own has it started again.
      await clock.runUntil(modem.whenReady());
      const sent = await clock.runUntil(modem.sendPart({ pdu: "0011AABB", length: 3 }));
      if (sent.reference !== reference) throw new Error(`reference ${sent.reference} instead of ${reference}`);
    });
    await fc.assert(stays, parameters);
  });
}

const ENDS: readonly unknown[] = ["sent", "rejected", "unknown-outcome", "timeout"];

/**
 * What stands in an answer, at random: the command ends with a value or a typed error, and the modem is ready again.
 *
 * @throws Error with seed and stream of the first one after which it is not
 */
export function fuzzAnswers(options: FuzzedStreams): Promise<void> {
  return onFreshModems(options, async ({ modem, peer, clock }, parameters) => {
    const ends = fc.asyncProperty(streams, async (noise) => {
      peer.on(/^PDU/, { raw: `${noise}\r\n${framed(["OK"])}` });
      const outcome = await clock.runUntil(
        modem.sendPart({ pdu: "0011AABB", length: 3 }).then(
          () => "sent",
          (error: unknown) => (error as { kind?: unknown }).kind,
        ),
      );
      if (!ENDS.includes(outcome)) throw new Error(`ended with ${outcome}`);
      await clock.runUntil(modem.whenReady());
      peer.on(/^PDU/, ["+CMGS: 1", "OK"]);
      await clock.advance(10_000);
    });
    await fc.assert(ends, parameters);
  });
}

async function onFreshModems(
  { streams: wanted, seed, progress }: FuzzedStreams,
  run: (
    started: Awaited<ReturnType<typeof startModem>>,
    parameters: { numRuns: number; seed: number },
  ) => Promise<void>,
): Promise<void> {
  for (let done = 0; done < wanted; done += STREAMS_PER_MODEM) {
    const numRuns = Math.min(STREAMS_PER_MODEM, wanted - done);
    const started = await startModem();
    await run(started, { numRuns, seed: seed + done });
    await started.until(started.modem.stop());
    progress?.(done + numRuns);
  }
}
