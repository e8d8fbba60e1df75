/** Limits on what a rule may be and cost, each with its reason: rules come from users, texts from anybody. */

/**
 * A rule of message routing as JSON: characters of its texts and names, and values in it. A tree of 100 tests with ten
 * destinations has a tenth of both.
 */
export const RULE_CHARACTERS = 65_536;
export const RULE_VALUES = 2_000;

/** Levels of a rule's condition, tests in it, changes and destinations: more than a person reads. */
export const RULE_DEPTH = 20;
export const RULE_TESTS = 200;
export const RULE_CHANGES = 20;
export const RULE_DESTINATIONS = 50;

/** Characters of a word that a rule looks for, and of a replacement: a long SMS. */
export const RULE_WORD_CHARACTERS = 1_000;

/**
 * Size of all patterns of a rule, in the measure of `patternSize`: two of the largest, or a hundred usual ones. Measured,
 * a rule of such a size looks at an SMS of ten parts in 60 ms at worst.
 */
export const RULE_PATTERN_SIZE = 1_000;

/** Characters of the time zone's name in a rule: the longest known has 32. */
export const TIME_ZONE_CHARACTERS = 64;

/** Faults of a rule that are named at once: as many as the answer of the API shows. */
export const RULE_FAULTS_SHOWN = 20;

/** Characters of the address of a destination, and of a header's value: what servers take. */
export const TARGET_URL_CHARACTERS = 2_048;
export const TARGET_HEADER_CHARACTERS = 2_048;
export const TARGET_HEADERS = 20;

/** Characters of a topic: MQTT has 65,535 bytes, and brokers often less. */
export const TOPIC_CHARACTERS = 1_000;

/** Characters of an email address with blanks around it (RFC 5321 has 254), and of the subject in a rule. */
export const EMAIL_CHARACTERS = 300;
export const EMAIL_SUBJECT_CHARACTERS = 200;

/** Addresses of one destination by email. */
export const RULE_EMAIL_ADDRESSES = 50;

/** Seconds between two automatic answers to one sender: a month. */
export const REPLY_PAUSE_SECONDS = 2_678_400;

/**
 * Characters of a text after the changes of a rule, and of a template filled in: an SMS of 255 parts, each of its
 * characters written as six.
 */
export const ROUTED_CHARACTERS = 262_144;

/**
 * Characters that the changes of one rule look at, times the size of the pattern that looks: each match may look at the
 * rest of the text, so that all matches of a pattern can cost its square. Measured, this is a second at worst. Twenty changes
 * of every character in an SMS of four parts stay within, and so do 500 matches of a word in the longest SMS.
 */
export const CHANGE_WORK = 20_000_000;
