import type { ServerResponse } from "node:http";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import { Webhook } from "standardwebhooks";
import { eventually } from "./eventually.ts";
import { type ReceivedRequest, type Receiver, startReceiver } from "./receivers.ts";

/** An event as its receiver reads it. */
interface ReceivedEvent {
  id: string;
  type: string;
  timestamp: string;
  data: Record<string, unknown>;
  request: ReceivedRequest;
}

/** A receiver of webhooks on loopback. */
export interface WebhookReceiver extends Receiver {
  /** As the gateway calls it; needs `--allow-targets localhost`. */
  hook: string;
  readonly events: readonly ReceivedEvent[];
  /** Those of this type, once there are `count`. */
  ofType(type: string, count?: number): Promise<ReceivedEvent[]>;
}

/** Starts one that takes everything, unless `answer` says otherwise. */
export async function startWebhookReceiver(
  answer: (event: ReceivedEvent, response: ServerResponse) => unknown = (_event, response) => response.end(),
): Promise<WebhookReceiver> {
  const events: ReceivedEvent[] = [];
  const receiver = await startReceiver((request, response) => {
    const body = Buffer.from(request.body, "latin1").toString("utf8");
    const event = { ...JSON.parse(body), id: String(request.headers["webhook-id"]), request: { ...request, body } };
    events.push(event);
    answer(event, response);
  });
  return {
    ...receiver,
    hook: `http://localhost:${receiver.port}/hook`,
    events,
    ofType: (type, count = 1) =>
      eventually(`${count} events ${type}`, () => {
        const found = events.filter((event) => event.type === type);
        return found.length >= count && found;
      }),
    [Symbol.asyncDispose]: () => receiver[Symbol.asyncDispose](),
  };
}

/** What a receiver with this secret makes of it, by the reference library. @throws WebhookVerificationError */
export const verified = (secret: string, { request }: ReceivedEvent): unknown =>
  new Webhook(secret).verify(request.body, request.headers as Record<string, string>);

/** An event in the gateway's document. */
interface DescribedEvent {
  post: { requestBody: { content: { "application/json": { schema: { $ref: string }; example: { type: string } } } } };
}

/** The events of the document by type, and what is wrong with a body by it; `null` if nothing. */
export function describedEvents(document: object): {
  examples: Readonly<Record<string, { type: string }>>;
  problemsOf(body: unknown): unknown;
} {
  const { components, "x-webhooks": events } = document as {
    components: object;
    "x-webhooks": Record<string, DescribedEvent>;
  };
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema({ $id: "document", components });
  const contentOf = (event: DescribedEvent | undefined) => event?.post.requestBody.content["application/json"];
  return {
    examples: Object.fromEntries(
      Object.entries(events).map(([type, event]) => [type, contentOf(event)?.example ?? { type: "none" }]),
    ),
    problemsOf(body) {
      const { type } = body as { type: string };
      const check = ajv.compile({ $ref: `document${contentOf(events[type])?.schema.$ref}` });
      check(body);
      return check.errors;
    },
  };
}
