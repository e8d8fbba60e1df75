import { describe, expect, test } from "bun:test";
import { hasNginx } from "../../support/nginx.ts";
import { startProxiedStream } from "../../support/proxied-stream.ts";

describe.skipIf(!hasNginx())("behind nginx with its defaults, under a sub-path", () => {
  test("an event arrives within a second, and a client that comes again gets what it missed", async () => {
    await using proxied = await startProxiedStream();
    await using first = await proxied.open();
    const times: number[] = [];
    for (let message = 0; message < 5; message++) times.push(await proxied.timeToEvent(first));
    // A busy machine delays some of them; a proxy that buffers delays all.
    expect(Math.min(...times)).toBeLessThan(1_000);
    await first.close();

    const missed = await proxied.send();
    await using again = await proxied.open(first.lastEventId);
    await again.until(({ data }) => data.id === missed && data.state === "sent");
    const ids = [...first.events, ...again.events].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(again.events.map(({ type }) => type)).not.toContain("reset");
  });
});
