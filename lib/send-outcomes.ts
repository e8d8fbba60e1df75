/** The words that modems and transports share for what became of a part or of a call. */

/** What an error means for the message and the modem, see the table of `+CMS ERROR` in docs/modems.md. */
export const ERROR_CLASSES = [
  /** Bad for this message on every modem. */
  "permanent",
  /** Permanent after one try with the modem started again (21). */
  "permanent-after-restart",
  /** Retry later, with back-off. */
  "retry",
  /** As `retry`, at most three times (38). */
  "retry-thrice",
  /** The network has it already (197). */
  "already-sent",
  /** Storage is full: the modem cleans it, then retry. */
  "clean-storage",
  /** Start the modem again, then retry. */
  "restart",
  /** SIM busy or command to be repeated: wait shortly. */
  "wait",
  /** The modem is out of service until a person acts; messages go to other modems. */
  "out-of-service",
  /** Nobody knows whether the network took it. */
  "unknown-outcome",
] as const;

export type ErrorClass = (typeof ERROR_CLASSES)[number];

/** How a call went that the modem placed. */
export type RingResult = "ringing-seen" | "answered" | "busy" | "no-answer" | "not-allowed";
