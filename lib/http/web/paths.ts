/**
 * What the paths of pages begin with. The gateway answers these and what is below them with the shell of the web interface,
 * which draws the page; `web/pages/index.ts` has the pages, and a test holds that each is here.
 */
export const PAGE_SEGMENTS = [
  "account",
  "address-book",
  "alarms",
  "backup",
  "conversations",
  "deliveries",
  "developers",
  "events-log",
  "groups",
  "messages",
  "monitoring",
  "on-call",
  "opt-outs",
  "policies",
  "routing",
  "send",
  "dashboard",
  "modems",
  "settings",
  "setup",
  "simulator",
  "users",
  "webhooks",
] as const;
