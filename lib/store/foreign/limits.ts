/** 500 rows of a table are in memory at a time. */
export const PAGE_ROWS = 500;
/** 262,144 characters of a value: a message of 255 parts has 39,015 characters, and four times as many in hexadecimal. */
export const LONGEST_VALUE = 262_144;
