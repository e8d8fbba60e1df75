/** What a recipient's number makes the network do, whatever its settings are. */
export type Magic =
  /** Refused with `+CMS ERROR: n`. */
  | { kind: "refuse"; cms: number }
  /** Taken, and reported with this TP-ST; arrives if the status says so (23.040 §9.2.3.15). */
  | { kind: "report"; statusCode: number }
  /** Taken, arrives, and is never reported. */
  | { kind: "no-report" }
  /** Taken, but the modem gets no answer. */
  | { kind: "silent" }
  /** Arrives n × 100 ms later than others. */
  | { kind: "late"; ms: number }
  /** Arrives twice. */
  | { kind: "twice" }
  /** Taken and lost. */
  | { kind: "lost" }
  /** Refused with 42 (congestion) the first n times, then taken. */
  | { kind: "congested"; times: number }
  /** What happens to a call to it. */
  | { kind: "call"; mode: "busy" | "no-answer" | "reject" | "answer" };

const CALL_MODES = ["answer", "busy", "no-answer", "reject"] as const;

/**
 * Magic numbers: a recipient that ends in `5550` `k` `nnn`.
 *
 * | k | effect |
 * |---|---|
 * | 1 | `+CMS ERROR: nnn` |
 * | 2 | taken, reported with TP-ST `nnn` (decimal) |
 * | 3 | taken and delivered, never reported |
 * | 4 | taken, `AT+CMGS` gets no answer |
 * | 5 | delivered `nnn` × 100 ms late |
 * | 6 | delivered twice |
 * | 7 | taken, never delivered |
 * | 8 | `+CMS ERROR: 42` for the first `nnn` attempts |
 * | 9 | calls: `000` answered, `001` busy, `002` no answer, `003` rejected |
 */
export function magicOf(number: string): Magic | undefined {
  const found = /5550(\d)(\d{3})$/.exec(number);
  if (!found) return undefined;
  const value = Number(found[2]);
  switch (found[1]) {
    case "1":
      return { kind: "refuse", cms: value };
    case "2":
      return { kind: "report", statusCode: value & 0xff };
    case "3":
      return { kind: "no-report" };
    case "4":
      return { kind: "silent" };
    case "5":
      return { kind: "late", ms: value * 100 };
    case "6":
      return { kind: "twice" };
    case "7":
      return { kind: "lost" };
    case "8":
      return { kind: "congested", times: value };
    case "9": {
      const mode = CALL_MODES[value];
      return mode ? { kind: "call", mode } : undefined;
    }
    default:
      return undefined;
  }
}
