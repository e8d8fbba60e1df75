/**
 * How much a stranger may cost: one table of bounds, each with its reason. A bound is checked before what it bounds is
 * looked at (normalized, matched, parsed, looked up, cached, logged). docs/security.md says what follows from them.
 *
 * Nothing here imports anything, so that every layer may use it. What an operator may change is a setting instead.
 */

/** Characters (UTF-16 units) of a user name: `aldis user add` takes no longer one, so a longer one names nobody. */
export const USER_NAME_CHARACTERS = 64;

/** Characters of the name of a contact or group: the address book takes no longer one, so a longer one names nobody. */
export const ADDRESS_BOOK_NAME_CHARACTERS = 200;

/** Characters of a header in which proxies say for whom they ask: 20 elements of RFC 7239 with every parameter. */
export const FORWARDED_CHARACTERS = 4_096;

/** Hops in such a header. Real chains have two or three; a longer one was written by the client. */
export const FORWARDED_HOPS = 20;

/** Characters of a password: `aldis user` takes up to 256 of two units each, so a longer one is wrong before it is hashed. */
export const PASSWORD_CHARACTERS = 512;

/** Characters of one telephone number with its layout: 15 digits with a blank or a mark of direction around each fit twice. */
export const NUMBER_CHARACTERS = 64;

/**
 * Lines of the log of one kind (level, message and modem): 50 show how a failure begins, 5 a second that it goes on. A line
 * with its causes has some 2 KB, so that a kind fills 1 GB a day at most.
 */
export const LOG_LINES = { burst: 50, perSecond: 5 };

/** Kinds of lines that are counted apart; messages are ours, so that only modems make them many. */
export const LOG_KINDS = 1_000;

/**
 * Octets that are read from one modem: all that it has stored at once (500 messages of 400 octets), and more a second than the
 * fastest serial line brings (921,600 baud: 92,160). Beyond that its port is not read, so that it has to wait.
 */
export const MODEM_OCTETS = { burst: 262_144, perSecond: 131_072 };

/** Octets of one modem that are dealt with in one turn of the event loop: below a millisecond, whatever they say. */
export const MODEM_OCTETS_A_TURN = 2_048;

/** Characters of the answer to one command: a memory of 1,000 messages of 400 each, and some. What is beyond is left out. */
export const ANSWER_CHARACTERS = 524_288;

/** Changes of signal and registration that are told one by one; then one a second. Networks change every few minutes. */
export const NETWORK_CHANGES = { burst: 10, perSecond: 1 };

/** Events of one kind of one modem: 20 show what happens, one every ten seconds that it goes on. The rest is counted. */
export const MODEM_EVENTS = { burst: 20, perSecond: 0.1 };

/** Characters of a USSD text as a modem gives it: 182 letters of four hexadecimal digits each, and what stands around. */
export const USSD_CHARACTERS = 1_000;

/** Announced slots of a memory that are remembered one by one: a SIM has 10 to 50. With more, all of it is read. */
export const ANNOUNCED_SLOTS = 64;

/** Memories that announcements may name at a time: a modem has two to five. */
export const ANNOUNCED_MEMORIES = 8;

/**
 * Messages of a modem that came with `+CMT` or `+CDS` and wait to be stored: more than any network delivers while the
 * database is away for the 15 s that a modem waits. What is beyond is not acknowledged, so the network sends it again.
 */
export const DIRECT_MESSAGES = 200;

/** Slots with messages that were stored and that a modem does not delete: more than its memories have. */
export const UNDELETED_SLOTS = 1_024;

/**
 * Bytes of one body whose sender is not known yet: by name and password in the query string, or by a header. Twice what the
 * longest message (255 parts) takes in a form, percent-encoded, with its password inside.
 */
export const STRANGER_BODY_BYTES = 262_144;

/** Bytes up to which a body is small: a form with a message of ten parts has a third of it. */
export const SMALL_BODY_BYTES = 16_384;

/**
 * Bytes of all small bodies in flight whose senders are not known yet. They have room of their own, so that whoever sends
 * large ones keeps nobody from sending a message. A thousand at a time, of which most arrive with their headers.
 */
export const SMALL_BODIES_BYTES = 4 * 1_048_576;

/** Bytes of all larger bodies in flight whose senders are not known yet. */
export const STRANGER_BODIES_BYTES = 12 * 1_048_576;

/** Bytes of all bodies in flight whose senders are known: thirty of the largest at once. */
export const USER_BODIES_BYTES = 32 * 1_048_576;

/** Bytes that every body in flight counts at least: about what Bun keeps for a request with headers of usual length. */
export const SMALLEST_BODY_BYTES = 4_096;

/** Bytes that Bun reads of a body before anybody asks for it; a body that does not declare its length counts as much. */
export const UNREAD_BODY_BYTES = 1_048_576;

/** Share of the room for bodies that one network may take: the other half is left to everybody else. */
export const BODY_SHARE_OF_NETWORK = 0.5;

/** Milliseconds after which a body that is still arriving gives way to a new one. Most arrive with their headers. */
export const SLOW_BODY_MS = 2_000;

/**
 * Bytes of a refused body that are read and thrown away before the answer, so that a client which writes everything before
 * it reads gets that answer. A larger body ends with the connection.
 */
export const DRAINED_BODY_BYTES = 32 * 1_048_576;

/** Milliseconds that the client has for sending the rest of a refused body. */
export const DRAIN_MS = 10_000;

/** Refused bodies that are read to their end at the same time. Beyond that the answer comes before the body has ended. */
export const DRAINS = 16;
/**
 * Pairs of a form, and parts of a multipart body: no client sends a thousandth of it. A query string cannot have more,
 * since Bun takes a head of up to 16 KB.
 */
export const PAIRS_OF_A_BODY = 10_000;

/** Bytes of output that wait for a reader who has stalled: some 2,000 lines of the log. More are dropped and counted. */
export const OUTPUT_BACKLOG_BYTES = 262_144;

/** Recipients that one request may name, lists and REST's entries alike. */
export const RECIPIENTS_OF_A_REQUEST = 1_000;

/** Telephone numbers of one request after groups were taken apart: more than any group that is told at once. */
export const NUMBERS_OF_A_REQUEST = 10_000;

/**
 * Parts of all messages of one request: a thousand recipients of twenty. Their texts are 3 MB in memory and in the database,
 * and a modem is busy with them for a day.
 */
export const PARTS_OF_A_REQUEST = 20_000;

/**
 * Characters of the header `X-Message-Id`: clients give up at 8 KB of headers, and then send again what was accepted.
 */
export const MESSAGE_IDS_CHARACTERS = 4_096;

/** Items of a list in a query string, such as groups: each is a look-up. */
export const QUERY_LIST_ITEMS = 100;

/** Groups that one request may put a contact into: each is a row. */
export const GROUPS_OF_A_CONTACT = 1_000;

/** Refusals in one event of a request to send: the first ones show what is wrong, the rest is counted. */
export const REFUSALS_SHOWN = 10;

/**
 * Events of refused requests at one door, of one client's network and of all. Anybody may cause them: 100 show a broken script or
 * an attack, one a second that it goes on. What comes beyond is told once a minute in one event, with reasons and counts.
 */
export const REFUSALS_OF_ONE = { burst: 100, perSecond: 1 };
export const REFUSALS_OF_ALL = { burst: 200, perSecond: 2 };

/**
 * Bytes of events of one kind: 1 MiB at once is some 4,000, 2 KiB a second some 170 MB a day. Other kinds are not touched by it,
 * so that a flood hides nothing else.
 */
export const EVENT_BYTES_OF_KIND = { burst: 1_048_576, perSecond: 2_048 };

/**
 * Messages that pages of a list can reach, newest first: what a page leaves out is gone through, and 100,000 cost some 20 ms.
 * Older ones are reached with `end_date`.
 */
export const MESSAGES_PAGED = 100_000;

/** Alerts of a notification that are read whole, for each of firing and resolved: more are not shown, only counted. */
export const ALERTS_SHOWN = 5;

/** Rows of a CSV file, good and bad: ten times the telephones of a large company. */
export const CSV_ROWS = 100_000;

/**
 * How often over the characters of a CSV file may be gone through to find its rows: an open quotation mark has the lines
 * behind it looked at, and each of these again when it was a stray one. A usual file needs one.
 */
export const CSV_LOOKS = 4;

/** Characters of a CSV file that are gone through in one turn of the event loop: a few milliseconds. */
export const CSV_CHARACTERS_OF_A_TURN = 262_144;
