import { Elysia } from "elysia";
import type { Setup, SingleSignOn } from "../../auth/index.ts";
import type { Access } from "../access/access.ts";
import type { AddressSource } from "../access/address.ts";
import { answer } from "../plumbing/texts.ts";
import { openPack, type Pack } from "./pack.ts";
import { PAGE_SEGMENTS } from "./paths.ts";

/** The page's own scripts, styles and API alone; styles are in files. */
const POLICY = [
  "default-src 'self'",
  "img-src 'self' data: blob:",
  "object-src 'none'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/**
 * The web interface: its shell at `/` and at the paths of its pages, its assets at `/assets/…`. Whoever does not ask for a
 * page of HTML gets what an unknown path gives, so programs that try the address are told so.
 */
export function createWeb(options: {
  access: Pick<Access, "baseOf">;
  singleSignOn: Pick<SingleSignOn, "offered" | "takesPasswords">;
  setup: Pick<Setup, "isNeeded">;
}) {
  let server: AddressSource | null = null;
  const hidden = { detail: { hide: true } };

  async function showShell({ request }: { request: Request }): Promise<Response> {
    const pack = wantsPage(request) ? await openPack() : undefined;
    if (pack === undefined) return answer("notFound");
    const signIn = await waysIn();
    const base = options.access.baseOf(request, server).path;
    return new Response(shell(pack, { base, signIn }), {
      headers: {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": POLICY,
        "cache-control": "no-store",
        vary: "accept",
      },
    });
  }

  /** How somebody can sign in; nobody can before there is a user. */
  async function waysIn(): Promise<"none" | "password" | "provider" | "both"> {
    const [offered, passwords, isEmpty] = await Promise.all([
      options.singleSignOn.offered(),
      options.singleSignOn.takesPasswords(),
      // The page is there for whoever looks for what is wrong with the database, too.
      options.setup.isNeeded().catch(() => false),
    ]);
    if (isEmpty) return "none";
    return offered ? (passwords ? "both" : "provider") : "password";
  }

  const web = new Elysia({ name: "web" })
    .onStart((app) => {
      server = app.server;
    })
    .get("/", showShell, hidden)
    .get(
      "/assets/:name",
      async ({ params, request }) => (await (await openPack())?.answer(params.name, request)) ?? answer("notFound"),
      hidden,
    );
  for (const segment of PAGE_SEGMENTS)
    web.get(`/${segment}`, showShell, hidden).get(`/${segment}/*`, showShell, hidden);
  return web;
}

const wantsPage = ({ headers }: Request) => (headers.get("accept") ?? "").slice(0, 1_000).includes("text/html");

/** Everything that changes is in attributes: no script and no style stands in the document. */
function shell({ script, style }: Pack, { base, signIn }: { base: string; signIn: string }): string {
  return `<!doctype html>
<html lang="en" data-base="${base}" data-sign-in="${signIn}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<title>Aldis</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${base}assets/${style}">
<script type="module" src="${base}assets/${script}"></script>
<body>
<div id="root"></div>
<noscript>This page needs JavaScript. / Diese Seite braucht JavaScript.</noscript>
`;
}
