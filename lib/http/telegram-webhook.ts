import { createHash, timingSafeEqual } from "node:crypto";
import { Elysia } from "elysia";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Access } from "./access/access.ts";
import type { RequestBody } from "./plumbing/bodies/index.ts";
import { REQUEST_LIMITS, type RequestLimits } from "./plumbing/request-limits.ts";
import { decodeJson } from "./plumbing/text-decoding.ts";
import { type AnswerName, answer } from "./plumbing/texts.ts";
import { createTimeLimit } from "./plumbing/time-limit.ts";

export const TELEGRAM_WEBHOOK_PATH = "/telegram/webhook";

/** Under which name its bodies share their room. */
const SENDER = "telegram";

/** Where Telegram brings updates of the bot. */
export interface TelegramWebhook {
  /** Comes with every update, in a header. */
  secret: string;
  /** Resolves when what it brought is durable. @throws what the store throws */
  receive(update: unknown): Promise<void>;
}

/**
 * Takes the bot's updates from Telegram. 200 is answered once an update is stored durably; after anything else Telegram
 * brings it again.
 *
 * @param parts.telegram  absent when updates are fetched or there is no bot: the path is then 404
 */
export function createTelegramWebhook({
  telegram,
  access,
  clock,
  log,
  limits,
}: {
  telegram?: TelegramWebhook | undefined;
  access: Pick<Access, "bodies">;
  clock: Clock;
  log: Log;
  limits?: Partial<RequestLimits>;
}) {
  const { bodyLimitBytes, timeLimitMs } = { ...REQUEST_LIMITS, ...limits };
  const withinLimit = createTimeLimit(clock, timeLimitMs);
  const failed = (error: unknown) =>
    log.error({ err: error }, "an update from Telegram cannot be stored; it will come again");

  async function enter(request: Request): Promise<Response> {
    if (telegram === undefined) return answer("notFound");
    const secret = request.headers.get("x-telegram-bot-api-secret-token") ?? "";
    if (!isSame(secret, telegram.secret)) return answer("secretWrong");
    // Whoever knows the secret is Telegram, whatever address it has.
    const body = access.bodies.open(request, SENDER, { isAllowed: true });
    return body.close(answer(body.hasRoom && body.welcome() ? await takeInTime(body, telegram) : "tryAgain"));
  }

  async function takeInTime(body: RequestBody, webhook: TelegramWebhook): Promise<AnswerName> {
    try {
      const taken = await withinLimit({ work: () => take(body, webhook), late: failed });
      return taken === "timed-out" ? "timedOut" : taken;
    } catch (error) {
      failed(error);
      return "tryAgain";
    }
  }

  async function take(body: RequestBody, { receive }: TelegramWebhook): Promise<AnswerName> {
    const bytes = await body.read(bodyLimitBytes);
    if (bytes === "too-large") return "tooLarge";
    if (typeof bytes === "string") return "tryAgain";
    const update = decodeJson(bytes);
    if (update === undefined) return "badRequest";
    try {
      await receive(update);
    } catch (error) {
      failed(error);
      return "tryAgain";
    }
    return "accepted";
  }

  return new Elysia({ name: "telegram-webhook" }).post(TELEGRAM_WEBHOOK_PATH, ({ request }) => enter(request), {
    parse: "none",
    detail: { hide: true },
  });
}

/** In a time that does not tell how much of it was right. */
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
