import { statusClassOf } from "../../pdu/index.ts";
import { instantOf } from "../local-time.ts";
import { type SpoolFile, timeIn } from "./file.ts";

/** 300,000 reports of some 100 octets: of more, the oldest read are forgotten, and their messages are *sent*. */
const MOST_REPORTS = 300_000;
/** 7 days: numbers of messages come again after 256. */
const WINDOW_MS = 7 * 86_400_000;
/** 10 minutes: the clocks of the network and of the machine differ. */
const CLOCKS_MS = 600_000;

interface Report {
  sentAt: number;
  at: number;
  outcome: "delivered" | "undelivered";
  status: string;
}

/** The body of a status report. */
const BODY = /^SMS STATUS REPORT\s/;

export const isReport = ({ text }: SpoolFile) => BODY.test(text);

/** Status reports by the message that they are about: a recipient has several messages with one number over time. */
export function createReports(timeZone: string) {
  const byMessage = new Map<string, Report[]>();
  let count = 0;
  const keyOf = (number: string, id: string) => `${number.replace(/^\+/, "")} ${id}`;

  return {
    add({ headers, text }: SpoolFile): void {
      const field = (name: string) => new RegExp(`^${name}: *(.*)$`, "m").exec(text)?.[1]?.trim();
      const [id, status] = [field("Message_id"), field("Status")];
      const code = Number(/^\d+/.exec(status ?? "")?.[0] ?? Number.NaN);
      const sentAt = instantOf(timeIn(headers.get("sent")), timeZone);
      const at = instantOf(timeIn(field("Discharge_timestamp")), timeZone) ?? sentAt;
      if (id === undefined || Number.isNaN(code) || sentAt === undefined || at === undefined) return;
      const outcome = statusClassOf(code);
      if (outcome === "still-trying") return;
      const key = keyOf(headers.get("from") ?? "", id);
      const report: Report = {
        sentAt,
        at,
        outcome: outcome === "completed" ? "delivered" : "undelivered",
        status: status ?? "",
      };
      byMessage.set(key, [...(byMessage.get(key) ?? []), report]);
      if (++count <= MOST_REPORTS) return;
      const [oldest] = byMessage;
      if (oldest === undefined) return;
      byMessage.delete(oldest[0]);
      count -= oldest[1].length;
    },
    /** The one about a message that was sent then. */
    find(message: { to: string; id: string; sentAt: number }): Report | undefined {
      const { sentAt } = message;
      const near = (byMessage.get(keyOf(message.to, message.id)) ?? []).filter(
        (report) => report.sentAt >= sentAt - CLOCKS_MS && report.sentAt < sentAt + WINDOW_MS,
      );
      return near.sort((one, other) => Math.abs(one.sentAt - sentAt) - Math.abs(other.sentAt - sentAt))[0];
    },
  };
}

/** See {@link createReports}. */
export type Reports = ReturnType<typeof createReports>;
