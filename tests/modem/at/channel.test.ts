import { expect, test } from "bun:test";
import pino from "pino";
import { createAtChannel } from "../../../lib/modem/at/channel.ts";
import { createManualClock } from "../../support/manual-clock.ts";
import { createScriptedModem } from "../../support/scripted-modem.ts";

test("a synchronization that another one has replaced asks nothing more, and cannot end the other's question", async () => {
  const peer = await createScriptedModem();
  peer.on("AT", "silence");
  await peer.port.open({ baudRate: 115_200 });
  const clock = createManualClock();
  const channel = createAtChannel({
    port: peer.port,
    clock,
    log: pino({ level: "silent" }),
    unsolicited: () => undefined,
    ended: () => undefined,
    noise: () => [],
  });
  const outcomeOf = (promise: Promise<void>) =>
    promise.then(
      () => "ready",
      ({ kind }: { kind: string }) => kind,
    );
  const first = outcomeOf(channel.synchronize({ attempts: 3 }));
  await clock.advance(50);
  const second = outcomeOf(channel.synchronize({ attempts: 1 }));
  expect(await clock.runUntil(first, 10_000)).toBe("gone");
  await clock.advance(1_100);
  expect(await clock.runUntil(second, 10_000)).toBe("timeout");
  expect(peer.heard).toEqual(["ESC", "ESC", "AT"]);
  await channel.close();
});
