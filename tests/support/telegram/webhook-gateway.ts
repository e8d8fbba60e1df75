import { eventually } from "../eventually.ts";
import { startTestGateway, type TestGateway } from "../gateway.ts";
import { startTelegram, type TelegramServer } from "./server.ts";

export interface WebhookGateway extends AsyncDisposable {
  telegram: TelegramServer;
  gateway: TestGateway;
  /** What Telegram sends with each update. */
  secret: string;
}

/** A whole gateway to which Telegram brings updates by its webhook, with these options besides. */
export async function startWebhookGateway(...options: string[]): Promise<WebhookGateway> {
  const telegram = await startTelegram();
  const gateway = await startTestGateway(
    ...["--telegram-token", telegram.token, "--telegram-api", telegram.url],
    ...["--public-url", "https://sms.example.org", ...options],
  );
  const { secret = "" } = await eventually("the webhook", () => telegram.webhook);
  return {
    telegram,
    gateway,
    secret,
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
      await telegram[Symbol.asyncDispose]();
    },
  };
}
