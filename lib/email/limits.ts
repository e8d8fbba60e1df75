/** Limits on what a stranger can make the gateway do by mail, as `lib/limits.ts` has them for everything else. */

/** Connections to the SMTP server, and of one network: more than mail servers and monitoring systems open at once. */
export const [MAIL_CONNECTIONS, MAIL_CONNECTIONS_OF_ONE] = [100, 20];

/** New connections of one network to the SMTP server: each mail of a simple client is one. */
export const MAIL_CONNECTS = { burst: 100, perMinute: 300 };

/** Recipients of one mail: what RFC 5321 §4.5.3.1.8 has every server take. */
export const MAIL_RECIPIENTS = 100;

/** Unknown recipients before a connection is closed: enough for a mailing list with old addresses, too few to guess names. */
export const MAIL_WRONG_RECIPIENTS = 20;

/** Milliseconds that a client has for one mail, from its greeting or the mail before: 10 MB at 300 kbit/s. */
export const MAIL_TIME_MS = 300_000;

/** Bytes of the header of a mail, or of a part of it: five times what servers with many stamps add. */
export const MAIL_HEADER_BYTES = 65_536;

/** Parts of a mail, and how deep they lie in one another: a newsletter with pictures has 30 and 4. */
export const [MAIL_PARTS, MAIL_DEPTH] = [200, 16];

/** Bytes of the text of a mail, still encoded, that are kept: HTML of Outlook has 100 KB for a page. The rest is dropped as it arrives. */
export const MAIL_TEXT_BYTES = 262_144;

/** Texts of a mail that are read: what stands before and after attachments. */
export const MAIL_TEXTS = 8;

/** Characters of an address in a mail's envelope: RFC 5321 §4.5.3.1.3 allows 256. */
export const MAIL_ADDRESS_CHARACTERS = 320;
