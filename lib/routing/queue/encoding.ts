import { createLru } from "../../lru.ts";
import type { OutgoingMessage } from "../../messages/index.ts";
import { encodeText } from "../../pdu/index.ts";
import { no, ok, type Result } from "../../result.ts";
import type { OutboxSettings } from "./settings.ts";

interface Encoding {
  parts: { pdu: string; length: number }[];
  concatReference: number;
}

/**
 * Gives concatenation references (8 bit): the next one for a recipient that has had one, else a random one; never the one
 * that it is to take the place of.
 */
export interface ReferenceSource {
  next(recipient: string, options?: { insteadOf?: number | undefined }): number;
}

/**
 * Two long messages to one recipient in a short time must differ in their reference, or a telephone mixes their
 * parts (23.040 §9.2.3.24.1).
 *
 * @param random  gives 0 ≤ x < 1
 */
export function createReferenceSource(random: () => number, remember = 10_000): ReferenceSource {
  const last = createLru<string, number>(remember);
  return {
    next(recipient, { insteadOf } = {}) {
      const before = last.get(recipient);
      const next = before === undefined ? Math.floor(random() * 256) : (before + 1) % 256;
      const reference = next === insteadOf ? (next + 1) % 256 : next;
      last.set(recipient, reference);
      return reference;
    },
  };
}

/**
 * Cuts what is left of a message into PDUs that keep its reference, and that the network drops when its validity has passed.
 *
 * The problem is that no modem could ever send it.
 *
 * @param options.insteadOf  the reference of an earlier try whose parts must not be joined with these
 */
export function encodeMessage(
  message: OutgoingMessage,
  options: { now: number; references: ReferenceSource; settings: OutboxSettings; insteadOf?: number | undefined },
): Result<Encoding> {
  const { settings, references, insteadOf } = options;
  const concatReference = message.concatReference ?? references.next(message.recipient, { insteadOf });
  try {
    const parts = encodeText({
      to: message.recipient,
      text: message.text.slice(message.takenUnits),
      flash: message.flash,
      requestReport: settings.requestReports,
      validitySeconds: Math.max(1, Math.ceil((message.expiresAt - options.now) / 1_000)),
      reference: concatReference,
      languages: settings.languages,
    });
    return ok({ parts, concatReference });
  } catch (error) {
    // Whatever it was, it would come again: a message that cannot be encoded must not come back forever.
    const reason = error instanceof Error ? error.message : String(error);
    return no(`the text cannot be encoded: ${reason}`);
  }
}
