import { decodeEntities } from "./entities.ts";

/** Elements whose content nobody reads. */
const HIDDEN = new Set(["head", "style", "script", "title", "noscript", "template", "svg"]);
/** Elements that begin a line of their own. */
const BLOCKS = new Set(
  "address article aside blockquote br center dd div dl dt footer form h1 h2 h3 h4 h5 h6 header hr li main ol p pre section table tr ul".split(
    " ",
  ),
);
const CELLS = new Set(["td", "th"]);

/** A tag up to its name, of which 18 characters are looked at. */
const TAG = /<(\/?)([a-z][a-z\d]{0,17}|!|\?)/iy;

/** What begins the history below an answer: Outlook's, Outlook.com's, Gmail's, Thunderbird's, Apple's. */
const HISTORY =
  /<(?:[a-z]{1,12}\b[^<>]{0,300}\b(?:id|name)=["']?(?:divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|stopSpelling|_MailOriginal)\b|[a-z]{1,12}\b[^<>]{0,300}\bclass=["']?(?:gmail_quote|gmail_attr|moz-cite-prefix|yahoo_quoted|protonmail_quote)\b|blockquote[^<>]{0,300}\btype=["']?cite\b|div[^<>]{0,300}\bstyle=["'][^<>]{0,200}border-top:\s*solid\s+#(?:E1E1E1|B5C4DF)\b)/i;
/** What begins a signature. */
const SIGNATURE =
  /<[a-z]{1,12}\b[^<>]{0,300}\b(?:id|class)=["']?(?:Signature|moz-signature|gmail_signature|ms-outlook-mobile-signature)\b/i;

/** The text of a mail in HTML without what it quotes and its signature, or all of it if nothing else is in it. */
export function textOfHtml(html: string): string {
  const cut = Math.min(...[HISTORY, SIGNATURE].map((mark) => indexOf(html, mark)));
  return strip(html.slice(0, cut)) || strip(html);
}

function indexOf(html: string, mark: RegExp): number {
  const at = html.search(mark);
  return at === -1 ? html.length : at;
}

/** Walks over the text once: a tag is whatever stands between `<` with a letter and the next `>`. */
function strip(html: string): string {
  let text = "";
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf("<", at);
    const end = open === -1 ? html.length : open;
    text += html.slice(at, end).replace(/\s+/g, " ");
    if (open === -1) break;
    TAG.lastIndex = open;
    const [, slash = "", written = ""] = TAG.exec(html) ?? [];
    const name = written.toLowerCase();
    if (name === "") {
      // `a < b` is text.
      text += "<";
      at = open + 1;
      continue;
    }
    at = behind(html, html.startsWith("<!--", open) ? "-->" : ">", open);
    if (HIDDEN.has(name) && slash === "") at = behind(html, ">", endOf(html, name, at));
    else if (BLOCKS.has(name)) text += "\n";
    else if (CELLS.has(name) && slash !== "") text += " ";
  }
  return decodeEntities(text)
    .replaceAll("\u00a0", " ")
    .replace(/[ \t]+/g, " ")
    .replace(/ ?\n ?/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** The place of the end tag of `name`, or the end. Lower case may be longer (`İ`), so that its places are others. */
function endOf(html: string, name: string, from: number): number {
  const mark = new RegExp(`</${name}`, "gi");
  mark.lastIndex = from;
  return mark.exec(html)?.index ?? html.length;
}

/** The place behind the next `mark`, or the end. */
function behind(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  return at === -1 ? text.length : at + mark.length;
}
