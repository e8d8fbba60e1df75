import { expect, test } from "bun:test";
import type { ServerResponse } from "node:http";
import { eventually } from "../support/eventually.ts";
import { startTestGateway } from "../support/gateway.ts";
import { aJob } from "../support/jobs.ts";
import { startReceiver } from "../support/receivers.ts";
import { onDatabase } from "../support/stored-messages.ts";

test("a gateway that stops gives back the job whose receiver has not answered, and does it again after its start", async () => {
  const asked: unknown[] = [];
  const waiting: ServerResponse[] = [];
  await using receiver = await startReceiver(({ headers }, response) => {
    asked.push(headers["x-event-id"]);
    waiting.push(response);
  });
  await using gateway = await startTestGateway("--allow-targets", "127.0.0.1", "--stop-timeout", "2s");
  const payload = { method: "POST", url: receiver.url, headers: { "x-event-id": "in-1.1.0" } };
  const id = await onDatabase(gateway, async ({ jobs }) => {
    const [added = 0] = await jobs.add([aJob({ eventId: "in-1.1.0", payload })], Date.now());
    return added;
  });
  const jobNow = () => onDatabase(gateway, async ({ jobs }) => (await jobs.find(id))?.job);
  // Its next look may be half a minute away; a start looks at once.
  await gateway.restart();
  await eventually("the receiver is asked", async () => asked.length === 1);
  expect(await jobNow()).toMatchObject({ state: "running" });
  expect(await gateway.stop()).toMatchObject({ status: 0 });
  expect(await jobNow()).toMatchObject({ state: "waiting", attempts: 0 });
  await gateway.restart();
  await eventually("the receiver is asked again", async () => asked.length === 2);
  waiting.at(-1)?.end("thanks");
  await eventually("it is delivered", async () => (await jobNow())?.state === "delivered");
  expect(await jobNow()).toMatchObject({ attempts: 1 });
  expect(asked).toEqual(["in-1.1.0", "in-1.1.0"]);
});
