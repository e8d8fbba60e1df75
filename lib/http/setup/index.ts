import { createHash } from "node:crypto";
import { Elysia } from "elysia";
import script from "./setup-page.js" with { type: "text" };
import { languageOf, SETUP_WORDS } from "./words.ts";

const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 26rem; padding: 3rem 1.25rem; }
fieldset { border: 0; margin: 0; padding: 0; }
label { display: block; font-weight: 600; margin-top: 1rem; }
input, button { box-sizing: border-box; font: inherit; padding: 0.5rem; width: 100%; }
button { margin-top: 1.5rem; }
small { display: block; }
`;

/** The page's own script, style and API alone. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/**
 * `/setup`: the page that a set-up link leads to, with one form. The link's code is in the fragment, which browsers send to
 * nobody. Addresses are relative, so that the page also works below a path.
 */
export function createSetupPage() {
  const hidden = { detail: { hide: true } };
  return new Elysia({ name: "setup" })
    .get(
      "/setup",
      ({ request }) => show("text/html", pageIn(languageOf(request.headers.get("accept-language")))),
      hidden,
    )
    .get("/setup.js", () => show("text/javascript", script), hidden);
}

const show = (type: string, body: string) =>
  new Response(body, {
    headers: { "content-type": `${type}; charset=utf-8`, "content-security-policy": POLICY, vary: "accept-language" },
  });

function pageIn(language: keyof typeof SETUP_WORDS): string {
  const { said, ...words } = SETUP_WORDS[language];
  const data = Object.entries(said).map(([key, text]) => `data-${key}="${text}"`);
  return `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${words.title}</title>
<style>${STYLE}</style>
<main>
<h1>${words.title}</h1>
<p>${words.intro}</p>
<noscript><p>${words.script}</p></noscript>
<form id="setup" ${data.join(" ")}>
<fieldset>
<label for="name">${words.name}</label>
<input id="name" name="name" autocomplete="username" maxlength="64" required autofocus>
<label for="password">${words.password}</label>
<input id="password" name="password" type="password" autocomplete="new-password" minlength="6" maxlength="256" aria-describedby="hint" required>
<small id="hint">${words.hint}</small>
<label for="again">${words.again}</label>
<input id="again" name="again" type="password" autocomplete="new-password" minlength="6" maxlength="256" required>
<button>${words.submit}</button>
</fieldset>
<p id="outcome" role="status"></p>
</form>
</main>
<script src="setup.js"></script>
`;
}
