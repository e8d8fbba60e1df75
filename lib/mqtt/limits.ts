/** Limits on what a broker and its other clients can make the gateway do, each with its reason. */

/** 1,000 messages wait while the broker is away: an hour of a busy gateway, and about 1 MB. Then the oldest are dropped. */
export const WAITING_MESSAGES = 1_000;

/** Bytes of a command: a text of 255 parts for a thousand recipients fits twice. */
export const COMMAND_BYTES = 65_536;

/** Bytes of a packet that the broker sends; it is told so, and a connection that brings more is closed before they are read. */
export const PACKET_BYTES = 262_144;

/** 10 s to connect, to agree on TLS and to be greeted. */
export const CONNECT_MS = 10_000;

/** 60 s without a word, then the broker is asked whether it is there; the connection ends when it does not answer. */
export const KEEP_ALIVE_SECONDS = 60;

/** An hour for which the broker keeps commands while the gateway is away: later ones are news of yesterday. */
export const SESSION_SECONDS = 3_600;

/** 20 commands at once: each is stored before the next is read, and the broker keeps the others. */
export const COMMANDS_IN_FLIGHT = 20;

/** 20 s to store what a command asks for; the broker hears nothing from the gateway meanwhile. */
export const COMMAND_MS = 20_000;

/** Retained messages that are found at a broker: 100 modems and as many groups, with four entities each, twice. */
export const RETAINED_FOUND = 2_000;
