import { TALLY_BOUNDS, type Tallied, type Tally, type TallyCount, type Timed } from "../../messages/index.ts";
import type { Family } from "./family.ts";

/** Of a modem that has done nothing yet: a rate needs the zero before the first message. */
const REASONS_OF_MODEM = ["refused", "attempts", "content", "undelivered"];
const REASONS_IN_QUEUE = ["expired", "undelivered", "other"];

/** What this gateway has done since its start. Pure but for reading the tally. */
export function messageFamilies(
  tally: Tally,
  { modems, hasTelegram }: { modems: readonly string[]; hasTelegram: boolean },
): Family[] {
  const channels = hasTelegram ? ["sms", "telegram"] : ["sms"];
  const byModem = modems.map((modem) => ({ channel: "sms", modem }));
  const counter = (
    what: Tallied,
    given: { name: string; help: string; labels: readonly string[]; zeros: readonly TallyCount["labels"][] },
  ): Family => {
    const { zeros, ...family } = given;
    return { type: "counter", ...family, values: counted(tally.counts(what), zeros) };
  };
  const histogram = (
    what: Timed,
    given: { name: string; help: string; labels: readonly string[]; zeros: readonly TallyCount["labels"][] },
  ): Family => {
    const { zeros, ...family } = given;
    const times = tally.times(what);
    const missing = zeros.filter((zero) => !times.some(({ labels }) => Bun.deepEquals(labels, zero)));
    const none = { buckets: TALLY_BOUNDS.map(() => 0), count: 0, seconds: 0 };
    return { type: "histogram", ...family, values: [...times, ...missing.map((labels) => ({ labels, ...none }))] };
  };
  const byChannel = channels.map((channel) => ({ channel }));
  return [
    counter("accepted", {
      name: "aldis_messages_accepted_total",
      help: "Messages accepted, one for each recipient, by the channel that they take first.",
      labels: ["channel"],
      zeros: byChannel,
    }),
    counter("sent", {
      name: "aldis_messages_sent_total",
      help: "Messages that the network has taken with all their parts.",
      labels: ["channel", "modem"],
      zeros: byModem,
    }),
    counter("delivered", {
      name: "aldis_messages_delivered_total",
      help: "Messages whose delivery reports say that they arrived.",
      labels: ["channel", "modem"],
      zeros: byModem,
    }),
    counter("failed", {
      name: "aldis_messages_failed_total",
      help: "Messages that were given up, by the class of the reason.",
      labels: ["channel", "modem", "reason"],
      zeros: [
        ...byModem.flatMap((by) => REASONS_OF_MODEM.map((reason) => ({ ...by, reason }))),
        ...REASONS_IN_QUEUE.map((reason) => ({ channel: "sms", modem: "", reason })),
      ],
    }),
    counter("unknown", {
      name: "aldis_messages_unknown_total",
      help: "Messages of which it was unknown whether the network had taken them.",
      labels: ["channel", "modem"],
      zeros: byModem,
    }),
    counter("received", {
      name: "aldis_messages_received_total",
      help: "Messages and calls received; a message of several parts is one.",
      labels: ["channel", "modem"],
      zeros: byModem,
    }),
    histogram("sent", {
      name: "aldis_message_sent_seconds",
      help: "Time from acceptance, or the planned time, until the network had taken a message.",
      labels: ["channel"],
      zeros: byChannel,
    }),
    histogram("delivered", {
      name: "aldis_message_delivered_seconds",
      help: "Time from acceptance, or the planned time, until the delivery report of a message.",
      labels: ["channel"],
      zeros: byChannel,
    }),
    counter("job", {
      name: "aldis_job_attempts_total",
      help: "Attempts at jobs for destinations: delivered, failed (tried again later) or dead (given up).",
      labels: ["destination", "result"],
      zeros: [],
    }),
    histogram("acknowledged", {
      name: "aldis_alarm_acknowledge_seconds",
      help: "Time from the opening of an alarm, or its last opening again, until somebody took it; no drills.",
      labels: [],
      zeros: [{}],
    }),
  ];
}

function counted(counts: readonly TallyCount[], zeros: readonly TallyCount["labels"][]) {
  const missing = zeros.filter((zero) => !counts.some(({ labels }) => Bun.deepEquals(labels, zero)));
  return [
    ...counts.map(({ labels, count }) => ({ labels, value: count })),
    ...missing.map((labels) => ({ labels, value: 0 })),
  ];
}
