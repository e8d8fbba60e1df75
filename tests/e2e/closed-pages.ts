import { speaking } from "./speaking.ts";

/** Of each page that needs a permission, a call that it makes. */
export const CALLS: Readonly<Record<string, [method: string, path: string, body?: object]>> = {
  "/address-book": ["GET", "/contacts"],
  "/alarms": ["GET", "/alarms"],
  "/backup": ["GET", "/backups"],
  "/conversations": ["GET", "/conversations"],
  "/deliveries": ["GET", "/jobs"],
  "/events-log": ["GET", "/events-log"],
  "/groups": ["GET", "/groups"],
  "/opt-outs": ["GET", "/opt-outs"],
  "/on-call": ["GET", "/groups/1/on-call"],
  "/monitoring": ["GET", "/checks"],
  "/modems": ["POST", "/modems", { name: "roof", device: "simulated" }],
  "/settings/email": ["POST", "/email/test", { to: "it@example.org" }],
  "/policies": ["GET", "/policies"],
  "/routing": ["GET", "/rules"],
  "/settings/general": ["PATCH", "/settings", { unknown: "hold" }],
  "/nodes": ["GET", "/nodes"],
  "/settings/mqtt": ["POST", "/mqtt/test"],
  "/settings/network": ["PATCH", "/settings", { "check-page": "off" }],
  "/settings/storage": ["POST", "/retention/run"],
  "/settings/telegram": ["PATCH", "/settings", { "telegram-updates": null }],
  "/simulator": ["GET", "/simulator/modems"],
  "/users": ["GET", "/users"],
  "/webhooks": ["GET", "/webhooks"],
};

/** The pages that need a permission besides that of the page itself, as the registry has them; in the words of a language. */
export async function closedPages(
  language: "en" | "de" = "en",
): Promise<{ path: string; title: string; missing: string }[]> {
  const t = speaking(language);
  return (await registeredPages()).flatMap(({ path, title, permissions }) => {
    if (permissions.length === 0 || permissions.includes("web")) return [];
    const missing = permissions.map((permission) => t(`permission.${permission}`)).join(t("app.or"));
    return [{ path, title: t(title), missing }];
  });
}

/** What `web/pages/index.ts` says of each page: it is read as text, since it imports the pages themselves. */
export async function registeredPages(): Promise<{ path: string; title: string; permissions: string[] }[]> {
  const registry = await Bun.file(new URL("../../web/pages/index.ts", import.meta.url)).text();
  const entries = registry.split(/^ {2}\{$/m).slice(1);
  return entries.map((entry) => {
    const [path = "", title = ""] = ["path", "title"].map(
      (name) => new RegExp(`^ {4}${name}: "(.+)",$`, "m").exec(entry)?.[1] ?? "",
    );
    const permissions: string[] = /^ {4}permissions: \[(.+)\],$/m.exec(entry)?.[1]?.match(/[a-z-]+/g) ?? [];
    return { path, title, permissions };
  });
}
