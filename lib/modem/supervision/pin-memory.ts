/**
 * Which PINs a SIM has refused. Lives longer than a driver; a store may make it durable, which protects the SIM over
 * restarts of the process too. A fingerprint is a salted hash; a PIN has only 10,000 values, so it is as secret as a
 * PIN.
 *
 * @throws what the store behind it throws, from every method
 */
export interface PinMemory {
  /** `sim` is the ICCID (`imei:…` when it cannot be read before the PIN is entered). */
  wasRefused(sim: string, fingerprint: string): boolean | Promise<boolean>;
  /** Called before the PIN is written, so that an interrupted attempt counts. */
  refused(sim: string, fingerprint: string): void | Promise<void>;
  /** The PIN was right. */
  accepted(sim: string, fingerprint: string): void | Promise<void>;
}

/** A memory that ends with the process. */
export function createPinMemory(): PinMemory {
  const refused = new Map<string, string>();
  return {
    wasRefused: (sim, fingerprint) => refused.get(sim) === fingerprint,
    refused(sim, fingerprint) {
      refused.set(sim, fingerprint);
    },
    accepted(sim) {
      refused.delete(sim);
    },
  };
}

/** SHA-256 over SIM and PIN, in hexadecimal. Never rejects. */
export async function fingerprint(sim: string, pin: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${sim}\n${pin}`));
  return [...new Uint8Array(digest)].map((octet) => octet.toString(16).padStart(2, "0")).join("");
}
