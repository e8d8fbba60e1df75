/** What programs call: every interface but the pages. */
const OF_PROGRAMS =
  /^\/(?:api\.php|check\.php|commands\.php|sendmsg|querymsg|metrics|readyz|health(?:\/.*)?|heartbeat(?:\/.*)?|telegram(?:\/.*)?|api(?:\/.*)?)\/?$/;
/** What pages call, and whoever watches their listener. */
const OF_BOTH = /^\/(?:readyz|health(?:\/.*)?|api\/v1(?:\/.*)?)\/?$/;

/**
 * Whether a path is served where browsers have a listener of their own: pages there alone, and the interfaces of programs on the
 * first one alone. What is added later is a page until it is listed here.
 */
export const isServed = (path: string, by: "admin" | "first"): boolean =>
  by === "first" ? OF_PROGRAMS.test(path) : !OF_PROGRAMS.test(path) || OF_BOTH.test(path);
