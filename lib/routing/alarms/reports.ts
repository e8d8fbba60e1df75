import type { AlarmCase, NewCall, NewJob, WebhookStore } from "../../messages/index.ts";
import { wallClock } from "../wall-clock.ts";
import type { Reports } from "./end.ts";
import { type FindPeople, NO_MAIL } from "./people.ts";
import type { AlarmTexts } from "./texts.ts";

/** Another version may have further kinds. */
const OTHER_KIND = "is of a kind that this version does not know";

/** Makes what finds out where it is reported that nobody has answered. It rejects with a StoreFailure. */
export function createReports(options: {
  findPeople: FindPeople;
  hasMail: () => boolean;
  webhooks: Pick<WebhookStore, "findByName">;
  texts: () => AlarmTexts;
  timeZone: string;
}): (found: AlarmCase, now: number) => Promise<Reports> {
  return async ({ alarm, policy }, now) => {
    const jobs: NewJob[] = [];
    const webhooks: string[] = [];
    const calls: NewCall[] = [];
    const missed: { person: string; why: string }[] = [];
    const to: string[] = [];
    for (const [at, destination] of policy.unanswered.entries()) {
      if ("email" in destination) {
        const addresses = destination.email.to;
        if (!options.hasMail()) {
          missed.push(...addresses.map((person) => ({ person, why: NO_MAIL })));
          continue;
        }
        const [eventId, mail] = [`alarm-${alarm.id}-${alarm.version}-mail-${at}`, mailOf(alarm, options)];
        for (const [each, address] of addresses.entries()) {
          const payload = { to: address, ...mail, alarm: alarm.id };
          jobs.push({ eventId: `${eventId}.${each}`, kind: "email", destination: "email", payload });
        }
        to.push(`by email: ${addresses.join(", ")}`);
      } else if ("webhook" in destination) {
        const target = await options.webhooks.findByName(destination.webhook);
        if (target?.enabled !== true) {
          const why = target === undefined ? "there is no such webhook" : "the webhook is switched off";
          missed.push({ person: destination.webhook, why });
          continue;
        }
        webhooks.push(destination.webhook);
        to.push(`to webhook ${destination.webhook}`);
      } else if ("group" in destination) {
        const step = { notify: [{ group: destination.group }], by: ["sms"] } as const;
        const people = await options.findPeople(step, { called: new Set(), now });
        calls.push(...people.calls.filter((call) => !calls.some(({ address }) => address === call.address)));
        missed.push(...people.missed);
        if (people.calls.length > 0) to.push(`to group ${destination.group}`);
      } else missed.push({ person: JSON.stringify(destination), why: OTHER_KIND });
    }
    return { jobs, webhooks, calls, missed, to };
  };
}

function mailOf(
  { number, title, text, policy, openedAt, drill }: AlarmCase["alarm"],
  options: { texts: () => AlarmTexts; timeZone: string },
) {
  const texts = options.texts();
  const since = `${wallClock(options.timeZone, openedAt).text} (${options.timeZone})`;
  const prefix = drill ? `${texts.drill}: ` : "";
  return {
    subject: `${prefix}${texts.unansweredSubject(number, title)}`,
    text: `${prefix}${texts.unansweredText({ number, policy, text, openedAt: since })}`,
  };
}
