import { type EventStream, openEvents } from "./event-stream.ts";
import { startTestGateway } from "./gateway.ts";
import { startNginx } from "./nginx.ts";

/** A gateway behind Debian's nginx with its defaults, under `/sms/`. */
interface ProxiedStream extends AsyncDisposable {
  /** A stream of messages through nginx. */
  open(lastEventId?: string): Promise<EventStream>;
  /** Sends a message through nginx; gives its ID. */
  send(): Promise<number>;
  /** Sends a message; gives the milliseconds until its first event. */
  timeToEvent(stream: EventStream): Promise<number>;
}

/** Starts both. @throws Error when one does not start */
export async function startProxiedStream(): Promise<ProxiedStream> {
  await using stack = new AsyncDisposableStack();
  const gateway = stack.use(
    await startTestGateway("--public-url", "https://town.example/sms/", "--trusted-proxies", "127.0.0.1"),
  );
  await gateway.addUser("anna", "rest-api");
  const nginx = stack.use(await startNginx({ target: gateway.url }));
  const base = `${nginx.url}/sms`;
  async function send(): Promise<number> {
    const response = await fetch(`${base}/api/v1/messages`, {
      method: "POST",
      headers: { authorization: `Basic ${btoa("anna:secret")}`, "content-type": "application/json" },
      body: JSON.stringify({ to: "+491701234567", text: "hello" }),
    });
    if (response.status !== 202) throw new Error(`${response.status} ${await response.text()}`);
    const [message] = ((await response.json()) as { messages: { id: number }[] }).messages;
    return message?.id ?? 0;
  }
  const open = stack.move();
  return {
    open: (lastEventId) =>
      openEvents(base, {
        user: "anna",
        query: "?types=message",
        ...(lastEventId === undefined ? {} : { lastEventId }),
      }),
    send,
    async timeToEvent(stream) {
      const before = performance.now();
      const id = await send();
      await stream.until(({ data }) => data.id === id);
      return performance.now() - before;
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

/** What became of a stream over which nothing was sent. */
interface QuietOutcome {
  comments: number;
  /** Until the event after the silence. */
  eventMs: number;
  problems: string[];
}

/**
 * Opens a stream through nginx, sends nothing for so long, longer than the 60 s after which nginx gives up, then one
 * message.
 */
export async function rehearseSilence(seconds: number): Promise<QuietOutcome> {
  await using proxied = await startProxiedStream();
  await using stream = await proxied.open();
  let hasEnded = false;
  void stream.ended.then(() => {
    hasEnded = true;
  });
  await Bun.sleep(seconds * 1_000);
  const eventMs = hasEnded ? Number.POSITIVE_INFINITY : Math.round(await proxied.timeToEvent(stream));
  const problems = [
    ...(hasEnded ? [`the stream ended within ${seconds} s`] : []),
    ...(eventMs > 1_000 ? [`the event took ${eventMs} ms`] : []),
  ];
  return { comments: stream.comments, eventMs, problems };
}
