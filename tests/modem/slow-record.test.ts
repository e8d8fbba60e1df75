import { expect, test } from "bun:test";
import { PROFILES } from "../../lib/modem/simulator/index.ts";
import { eventually } from "../support/eventually.ts";
import { startRig } from "../support/gateway-rig.ts";
import { createFastClock } from "../support/modem-on-pty.ts";

const HANDSET = "+491701112233";
const LONG = "A long message in four parts. ".repeat(17);
/** Longer than a modem is kept at its prompt. */
const AWAY_MS = 4_000;

/**
 * The database takes seconds to record that the second part begins, while the modem stands at its prompt. Gives what the
 * network got, and how many prompts were left without a PDU.
 */
async function sendSlowly(profile: string) {
  const clock = createFastClock(4);
  let slowed = 0;
  await using open = new AsyncDisposableStack();
  const rig = await startRig({
    clock,
    network: { latencyMs: 100 },
    modems: [{ name: profile, profile }],
    through: (store) => ({
      ...store,
      async partSending(claim, position, on) {
        if (position === 2 && slowed++ === 0) await clock.sleep(AWAY_MS);
        return store.partSending(claim, position, on);
      },
    }),
  });
  open.defer(() => rig.stop());
  const [device] = rig.modems;
  if (device === undefined) throw new Error("the rig has a modem");
  await device.modem.whenReady();
  const id = await rig.accept({ recipient: HANDSET, text: LONG });
  await eventually(`${profile} to be at its second prompt`, () => slowed > 0);
  const { message } = await eventually(`${profile} to send`, async () => {
    const found = await rig.store.outbox.find(id);
    return found && ["sent", "delivered"].includes(found.message.state) && found;
  });
  const wire = device.simulated.wire();
  const heard = (what: string) =>
    wire.filter(({ direction, text }) => direction === "in" && text.includes(what)).length;
  return {
    parts: rig.network.parts().map(({ submit }) => submit.userData.concat?.part),
    text: (await eventually("the message to arrive", () => rig.network.messages()[0])).text,
    mayBeDuplicate: message.mayBeDuplicate,
    left: heard("AT+CMGS=") - heard("\x1a"),
  };
}

test.each(Object.keys(PROFILES))("%s is left no longer at its prompt, and each part goes once", async (name) => {
  const sent = await sendSlowly(name);
  expect(sent).toEqual({ parts: [1, 2, 3, 4], text: LONG, mayBeDuplicate: false, left: 1 });
});
