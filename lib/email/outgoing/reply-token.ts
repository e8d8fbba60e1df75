import { createHmac, timingSafeEqual } from "node:crypto";
import { no, ok, type Result } from "../../result.ts";

/** Addresses for replies: which number a reply goes to, signed by this installation, for a time. */
export interface ReplyTokens {
  /** For a number (`+` and digits, or a short code); `undefined`: nothing can be sent there, as to a sender with letters. */
  seal(number: string): string | undefined;
  /** Takes upper case as well, which mail servers may make of an address. */
  open(token: string): Result<string, "forged" | "expired">;
}

const HOUR_MS = 3_600_000;
/** 96 bits: what is guessed is asked for one by one at the SMTP server. RFC 2104 §5 advises no less than 80. */
const MAC_BYTES = 12;
/** First octet: a `+`, and how many digits. Seven for the digits (15 of E.164 need 50 bits), three for the hour of its end. */
const [DIGITS_BYTES, HOUR_BYTES] = [7, 3];
const CONTENT_BYTES = 1 + DIGITS_BYTES + HOUR_BYTES;
const PLUS = 0x80;
const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

/**
 * Makes tokens. One is 37 letters and digits, so that an address fits into the 64 octets of a local part (RFC 5321 §4.5.3.1.1),
 * and means the same when a server changes its case.
 *
 * @param options.secret  of all gateways on a database
 * @param options.now  milliseconds since 1970
 * @param options.lifeMs  how long a token holds, asked for each
 */
export function createReplyTokens(options: {
  secret: Uint8Array;
  now: () => number;
  lifeMs: () => number;
}): ReplyTokens {
  const { secret, now, lifeMs } = options;
  const macOf = (content: Uint8Array) =>
    createHmac("sha256", secret).update("aldis: reply to an SMS\n").update(content).digest().subarray(0, MAC_BYTES);

  return {
    seal(number) {
      const [, plus, digits] = /^(\+?)(\d{1,15})$/.exec(number) ?? [];
      if (digits === undefined) return undefined;
      const content = Buffer.alloc(CONTENT_BYTES);
      content[0] = (plus === "+" ? PLUS : 0) | digits.length;
      content.writeUIntBE(Number(BigInt(digits) >> 24n), 1, DIGITS_BYTES - 3);
      content.writeUIntBE(Number(BigInt(digits) & 0xffffffn), 1 + DIGITS_BYTES - 3, 3);
      content.writeUIntBE(Math.ceil((now() + lifeMs()) / HOUR_MS), 1 + DIGITS_BYTES, HOUR_BYTES);
      return base32(Buffer.concat([content, macOf(content)]));
    },
    open(token) {
      const bytes = fromBase32(token.toLowerCase());
      if (bytes?.length !== CONTENT_BYTES + MAC_BYTES) return no("forged");
      const content = bytes.subarray(0, CONTENT_BYTES);
      if (!timingSafeEqual(macOf(content), bytes.subarray(CONTENT_BYTES))) return no("forged");
      if (now() > content.readUIntBE(1 + DIGITS_BYTES, HOUR_BYTES) * HOUR_MS) return no("expired");
      const first = content[0] ?? 0;
      const value =
        (BigInt(content.readUIntBE(1, DIGITS_BYTES - 3)) << 24n) | BigInt(content.readUIntBE(1 + DIGITS_BYTES - 3, 3));
      return ok(`${first & PLUS ? "+" : ""}${value.toString().padStart(first & ~PLUS, "0")}`);
    },
  };
}

function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{1,5}/g) ?? []).map((group) => ALPHABET[Number.parseInt(group.padEnd(5, "0"), 2)]).join("");
}

/** `undefined`: it is not written so. One text has one reading: what is left of the last letter's bits must be zero. */
function fromBase32(text: string): Buffer | undefined {
  if (!/^[a-z2-7]{1,64}$/.test(text)) return undefined;
  const bits = [...text].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const bytes = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  return base32(bytes) === text ? bytes : undefined;
}
