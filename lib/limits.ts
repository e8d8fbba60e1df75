/**
 * Limits on what a stranger can make the gateway do: one table, each limit with its reason. A limit is checked before
 * the input is processed (normalized, matched, parsed, looked up, cached, logged). docs/security.md describes the
 * effects.
 *
 * This file imports nothing, so that every layer may use it. Limits that an operator may change are settings instead.
 */

/** Characters (UTF-16 units) of a user name: `aldis user add` accepts no longer name, so a longer one cannot exist. */
export const USER_NAME_CHARACTERS = 64;

/** Characters of a code of a second factor: a recovery code has 11. */
export const SECOND_FACTOR_CHARACTERS = 32;

/** Characters of a network in CIDR notation: the longest of IPv6 has 43, with an IPv4 address in it 49. */
export const NETWORK_CHARACTERS = 64;

/** Characters of a token's name: no token has a longer one. */
export const TOKEN_NAME_CHARACTERS = 64;

/**
 * Characters of the name of a contact or group: the address book accepts no longer name, so a longer one cannot exist.
 */
export const ADDRESS_BOOK_NAME_CHARACTERS = 200;

/**
 * Characters of a forwarding header (`Forwarded`, `X-Forwarded-For`): room for 20 elements of RFC 7239 with every
 * parameter.
 */
export const FORWARDED_CHARACTERS = 4_096;

/** Hops in such a header. Real chains have two or three; a longer one was written by the client. */
export const FORWARDED_HOPS = 20;

/** Characters of a `Cookie` header in which a session is looked for: browsers send a few cookies of 50 to 200 each. */
export const COOKIE_CHARACTERS = 4_096;

/** Characters of a password: `aldis user` takes up to 256 of two units each, so a longer one is wrong before it is hashed. */
export const PASSWORD_CHARACTERS = 512;

/** Characters of one telephone number with its layout: 15 digits with a blank or a mark of direction around each fit twice. */
export const NUMBER_CHARACTERS = 64;

/**
 * Log lines of one kind (level, message and modem): 50 show how a failure starts, 5 per second that it continues. A
 * line with its causes has about 2 KB, so one kind fills at most 1 GB per day.
 */
export const LOG_LINES = { burst: 50, perSecond: 5 };

/**
 * Kinds of log lines that are counted separately. The messages are constants of ours, so only the number of modems
 * multiplies them.
 */
export const LOG_KINDS = 1_000;

/**
 * Octets read from one modem: a burst of everything it may have stored (500 messages of 400 octets), then per second
 * more than the fastest serial line delivers (921,600 baud: 92,160). Beyond that its port is not read, so the modem has
 * to wait.
 */
export const MODEM_OCTETS = { burst: 262_144, perSecond: 131_072 };

/** Octets of one modem processed per turn of the event loop: under a millisecond, whatever they contain. */
export const MODEM_OCTETS_A_TURN = 2_048;

/**
 * Characters of the answer to one command: 1,000 stored messages of 400 characters each, and a margin. The rest is
 * dropped.
 */
export const ANSWER_CHARACTERS = 524_288;

/**
 * Changes of signal and registration reported one by one: 10 at once, then one per second. Real networks change every
 * few minutes.
 */
export const NETWORK_CHANGES = { burst: 10, perSecond: 1 };

/**
 * Events of one kind from one modem: 20 show what happens, one every ten seconds that it continues. The rest is
 * counted.
 */
export const MODEM_EVENTS = { burst: 20, perSecond: 0.1 };

/**
 * Characters of a USSD text as a modem gives it: 182 letters of four hexadecimal digits each, plus the fields around
 * it.
 */
export const USSD_CHARACTERS = 1_000;

/**
 * Announced slots of a memory that are remembered individually: a SIM has 10 to 50. Beyond that the whole memory is
 * read.
 */
export const ANNOUNCED_SLOTS = 64;

/** Memories that pending announcements may name: a modem has two to five. */
export const ANNOUNCED_MEMORIES = 8;

/**
 * Messages that a modem delivered with `+CMT` or `+CDS` and that wait to be stored: more than any network delivers
 * during the 15 s that a modem waits for a database that is down. Beyond that a message is not acknowledged, so the
 * network sends it again.
 */
export const DIRECT_MESSAGES = 200;

/** Slots whose messages were stored but which the modem does not delete: more than its memories have. */
export const UNDELETED_SLOTS = 1_024;

/**
 * Bytes of one body whose sender is not authenticated yet (by the query string or a header). Twice what the longest
 * message (255 parts) takes in a percent-encoded form that includes the password.
 */
export const STRANGER_BODY_BYTES = 262_144;

/** Bytes up to which a body counts as small: three times a form with a message of ten parts. */
export const SMALL_BODY_BYTES = 16_384;

/**
 * Bytes of all small bodies in flight whose senders are not authenticated yet. Small bodies have their own budget, so
 * that a client sending large ones cannot keep others from sending a message. Enough for a thousand at a time; most
 * arrive together with their headers.
 */
export const SMALL_BODIES_BYTES = 4 * 1_048_576;

/** Bytes of all larger bodies in flight whose senders are not authenticated yet: 48 of the largest. */
export const STRANGER_BODIES_BYTES = 12 * 1_048_576;

/** Bytes of all bodies in flight whose senders are authenticated: about thirty of the largest at once. */
export const USER_BODIES_BYTES = 32 * 1_048_576;

/**
 * Least number of bytes that a body in flight is counted as: about what Bun holds for a request with ordinary headers.
 */
export const SMALLEST_BODY_BYTES = 4_096;

/** Bytes of a body that Bun reads ahead; a body without a declared length is counted as this many until more has come. */
export const UNREAD_BODY_BYTES = 1_048_576;

/** Share of the body budget that one network may use; the other half is left to everybody else. */
export const BODY_SHARE_OF_NETWORK = 0.5;

/**
 * Milliseconds after which a body that is still arriving may be dropped for a new one. Most arrive together with their
 * headers.
 */
export const SLOW_BODY_MS = 2_000;

/**
 * Bytes of a refused body that are read and thrown away before the answer, so that a client which writes everything before
 * it reads gets that answer. A larger body ends with the connection.
 */
export const DRAINED_BODY_BYTES = 32 * 1_048_576;

/** Milliseconds that a client has to send the rest of a refused body: 32 MB at 26 Mbit/s. */
export const DRAIN_MS = 10_000;

/**
 * Refused bodies that are read to their end at the same time; beyond that the answer is sent before the body has ended.
 */
export const DRAINS = 16;
/**
 * Pairs of a form, and parts of a multipart body: a thousand times what clients send. A query string cannot have more,
 * since Bun accepts at most 16 KB of headers.
 */
export const PAIRS_OF_A_BODY = 10_000;

/** Bytes of output that wait for a stalled reader: about 2,000 log lines. More are dropped and counted. */
export const OUTPUT_BACKLOG_BYTES = 262_144;

/** Recipients that one request may name, lists and REST's entries alike. */
export const RECIPIENTS_OF_A_REQUEST = 1_000;

/** Messages that one request names by their IDs, to do the same to each: 20 KB of digits, and a few seconds of commits. */
export const MESSAGES_NAMED = 1_000;

/** Characters of a note about an incoming message: a page of text. */
export const INCOMING_NOTE_CHARACTERS = 2_000;

/** Characters of a template's name and text: a text of 131 parts, and more than a person writes. */
export const TEMPLATE_NAME_CHARACTERS = 200;
export const TEMPLATE_CHARACTERS = 20_000;

/** Templates of one user, and shared ones: a list of both has at most 4 MB. */
export const TEMPLATES_OF_ONE = 100;

/** Telephone numbers of one request after groups are expanded: more than any group that is notified at once. */
export const NUMBERS_OF_A_REQUEST = 10_000;

/**
 * Parts of all messages of one request: twenty for each of a thousand recipients. Their texts take 3 MB in memory and
 * in the database, and keep a modem busy for a day.
 */
export const PARTS_OF_A_REQUEST = 20_000;

/**
 * Characters of the header `X-Message-Id`: clients fail at 8 KB of headers, and would then resend an accepted request.
 */
export const MESSAGE_IDS_CHARACTERS = 4_096;

/** Items of a list in a query string, such as groups: each costs a look-up. */
export const QUERY_LIST_ITEMS = 100;

/** Groups that one request may add a contact to: each costs a row. */
export const GROUPS_OF_A_CONTACT = 1_000;

/** Contacts that one request may name by their IDs: each costs a row. */
export const CONTACTS_OF_A_REQUEST = 1_000;

/** Shifts, or overrides, of a group that one request may set: fifty members with twenty each. Each costs a row. */
export const SHIFTS_OF_A_GROUP = 1_000;

/** Contacts of an escalation order that one request may set: each costs a statement, and nobody waits for the hundredth. */
export const ESCALATION_CONTACTS = 100;

/** Refusals listed in the event of one request: 10 show what is wrong, the rest is counted. */
export const REFUSALS_SHOWN = 10;

/**
 * Events for refused requests at one interface, per client network and in total. Anybody can cause them: 100 show a
 * broken script or an attack, one per second that it continues. The rest is summed up once a minute in one event, with
 * reasons and counts.
 */
export const REFUSALS_OF_ONE = { burst: 100, perSecond: 1 };
export const REFUSALS_OF_ALL = { burst: 200, perSecond: 2 };

/**
 * Bytes of events of one kind: a burst of 1 MiB is about 4,000 events, 2 KiB per second about 170 MB per day. Other
 * kinds are unaffected, so a flood does not hide them.
 */
export const EVENT_BYTES_OF_KIND = { burst: 1_048_576, perSecond: 2_048 };

/**
 * Messages that the pages of a list can reach, newest first: skipped messages are scanned, and 100,000 of them take
 * about 20 ms. Older ones are reached with `end_date`.
 */
export const MESSAGES_PAGED = 100_000;

/**
 * Alerts of a notification that are shown, for firing and resolved each: five fit into a message people read; the rest
 * is counted.
 */
export const ALERTS_SHOWN = 5;

/** Rows of a CSV file, good and bad: ten times the telephones of a large company. */
export const CSV_ROWS = 100_000;

/**
 * Passes over the characters of a CSV file to find its rows: after an open quotation mark the following lines are
 * scanned, and scanned again if the mark was a stray one. An ordinary file needs one pass.
 */
export const CSV_LOOKS = 4;

/** Characters of a CSV file parsed per turn of the event loop: a few milliseconds. */
export const CSV_CHARACTERS_OF_A_TURN = 262_144;

/** Characters of the name of a variable in a text; a longer one is text. */
export const VARIABLE_NAME_CHARACTERS = 64;

/** Variables without a value that one request is told about: 100 show what is wrong. */
export const MISSING_VARIABLES_SHOWN = 100;

/** Characters that force UCS-2 which a preview names: more than a person mends by hand. */
export const FORCING_CHARACTERS_SHOWN = 100;

/** Characters of an `Idempotency-Key`: a UUID has 36. */
export const IDEMPOTENCY_KEY_CHARACTERS = 255;

/** 200 characters of a search in messages: as long as what people remember of a text. */
export const SEARCH_CHARACTERS = 200;

/** Characters of a message's `reference`, a client's own name for it; and of a job's destination: any host name fits twice. */
export const [REFERENCE_CHARACTERS, DESTINATION_CHARACTERS] = [200, 600];

/** Variables that one request gives values to, for all recipients or for one, and characters of a value. */
export const VARIABLES = 100;
export const VARIABLE_CHARACTERS = 1_000;

/** Days that a message may wait for its time, and hold after it: a year, and what GSM can say (63 weeks). */
export const DAYS_AHEAD = 366;
export const DAYS_VALID = 441;

/** Characters of `Last-Event-ID`: places of 500 starts of gateways, for 70 min one every 10 s. What is longer was not given by one. */
export const LAST_EVENT_ID_CHARACTERS = 8_192;

/** Streams of events open at one gateway, and of one user: more than a control room has pages open. */
export const STREAMS = 200;
export const STREAMS_OF_USER = 20;

/**
 * Bytes that wait for a client that reads its stream too slowly: about 500 events. Beyond that the stream ends, and the
 * client resumes from the log.
 */
export const STREAM_QUEUE_BYTES = 262_144;

/** Characters of a modem's name as people give it, and modems in a gateway's database: no machine has as many ports. */
export const MODEM_NAME_CHARACTERS = 64;
export const MODEMS_STORED = 100;

/** Lines of a modem's dialogue that are kept, and characters of each: 40 KB, a start and some messages. */
export const [TRACE_LINES, TRACE_LINE_CHARACTERS] = [400, 100];
