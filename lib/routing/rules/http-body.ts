import { parseJson } from "../../json.ts";
import type { Encoding } from "./encodings.ts";
import { fault, type Place } from "./reading.ts";
import { hasVariables, withWord } from "./templates.ts";

const DOLLARS = { dollars: true } as const;

/** How values are written into a body. */
interface BodyKind {
  encoding: Encoding;
  /** Sent where the rule names none. */
  contentType: string;
}

const [JSON_BODY, FORM_BODY, TEXT_BODY, XML_BODY] = [
  { encoding: "json", contentType: "application/json" },
  { encoding: "form", contentType: "application/x-www-form-urlencoded" },
  { encoding: "plain", contentType: "text/plain; charset=utf-8" },
  { encoding: "xml", contentType: "application/xml; charset=utf-8" },
] as const satisfies BodyKind[];

/** Notes what is wrong with the template of a body. */
export function checkBody(place: Place, body: string, contentType: string | undefined): void {
  const kind = kindOfBody(body, contentType);
  const charset = /;\s*charset="?([\w-]*)/i.exec(contentType ?? "")?.[1]?.toLowerCase();
  if (hasVariables(contentType ?? "", DOLLARS)) fault(place, "has a Content-Type with variables");
  else if (charset !== undefined && charset !== "utf-8")
    fault(place, "is sent as UTF-8, and its Content-Type says otherwise");
  else if (kind === undefined && hasVariables(body, DOLLARS))
    fault(place, "may have variables in JSON, forms, XML and plain text, which its Content-Type is not");
  // A word is JSON only within quotation marks, and so is what a stranger writes.
  else if (kind === JSON_BODY && parseJson(withWord(body, "x", DOLLARS)) === undefined)
    fault(place, "must be JSON, with variables within quotation marks; another Content-Type makes it something else");
  else if (kind === XML_BODY && hasWordInTag(withWord(body, MARK, DOLLARS)))
    fault(place, "may have variables in elements, and in attributes within quotation marks");
}

/** By the Content-Type, otherwise by how it begins; `undefined`: one that nobody knows how to put values into. */
export function kindOfBody(body: string, contentType: string | undefined): BodyKind | undefined {
  const type = contentType?.split(";", 1)[0]?.trim().toLowerCase();
  if (type === undefined) {
    const filled = withWord(body, "x", DOLLARS).trimStart();
    if (/^[[{"]/.test(filled)) return JSON_BODY;
    if (filled.startsWith("<")) return XML_BODY;
    return /^[\w.[\]-]+=/.test(filled) ? FORM_BODY : TEXT_BODY;
  }
  if (/^application\/(?:.+\+)?json$/.test(type)) return JSON_BODY;
  if (type === FORM_BODY.contentType) return FORM_BODY;
  if (/^(?:application|text)\/(?:.+\+)?xml$/.test(type) || type === "text/html") return XML_BODY;
  return type === "text/plain" ? TEXT_BODY : undefined;
}

/**
 * How values are written into a payload that says nothing about itself: into JSON and XML as there, into anything else as they are.
 * `{id}` is a number, and needs no quotation marks.
 */
export function encodingOfPayload(text: string): Encoding {
  const filled = withWord(text, (name) => (name === "id" ? "1" : "x")).trim();
  if (/^[[{"]/.test(filled) && parseJson(filled) !== undefined) return "json";
  return /^<[a-z!?].*>$/is.test(filled) && !hasWordInTag(withWord(text, MARK)) ? "xml" : "plain";
}

/** Notes what would be JSON if each variable were a number: a value from outside would end what it is put into. */
export function checkPayload(place: Place, text: string): void {
  const asNumbers = withWord(text, "1").trim();
  if (encodingOfPayload(text) === "plain" && /^[[{]/.test(asNumbers) && parseJson(asNumbers) !== undefined)
    fault(place, "is JSON whose variables must be within quotation marks; only {id} is a number");
}

/** Stands for a variable; nobody writes it. */
const MARK = "\ue000";

/** Whether a mark is part of a tag and not within quotation marks. */
function hasWordInTag(xml: string): boolean {
  let isTag = false;
  let quote = "";
  for (const character of xml) {
    if (quote !== "") {
      if (character === quote) quote = "";
    } else if (!isTag) {
      isTag = character === "<";
    } else if (character === MARK) {
      return true;
    } else if (character === '"' || character === "'") {
      quote = character;
    } else if (character === ">") {
      isTag = false;
    }
  }
  return false;
}
