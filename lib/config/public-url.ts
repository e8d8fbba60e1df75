import { no, ok, type Result } from "../result.ts";

/** Where people and programs reach the gateway, behind proxies too. */
export interface PublicUrl {
  /** Without a slash at its end: `https://host/sms`. */
  url: string;
  /** What all paths begin with there: empty, or `/sms`. */
  path: string;
}

/** First parts of the gateway's own paths: a prefix of that name could not be told from them. */
const OWN = [
  "api",
  "api.php",
  "check.php",
  "commands.php",
  "docs",
  "health",
  "querymsg",
  "sendmsg",
  "setup",
  "telegram",
];
const PATH = /^(?:\/[A-Za-z0-9._~-]+)*$/;

export function parsePublicUrl(text: string): Result<PublicUrl> {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  const isWeb = url?.protocol === "https:" || url?.protocol === "http:";
  if (url === undefined || !isWeb || url.username !== "" || url.search !== "" || url.hash !== "") {
    return no("must be an address such as https://host/sms, without a user, ? or #");
  }
  const path = url.pathname.replace(/\/+$/, "");
  if (!PATH.test(path)) return no("must have a path of letters, digits and . _ ~ - alone");
  if (OWN.includes(path.split("/")[1] ?? "")) return no(`must not begin its path with a path of the gateway's own`);
  return ok({ url: `${url.origin}${path}`, path });
}
