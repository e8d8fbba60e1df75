/**
 * How a value from outside is written into what a rule says, so that it stays a value there:
 * - `plain`: as it is
 * - `url`, `form`: percent-encoded, blanks as `%20`
 * - `header`: what could end a header or a parameter of one is percent-encoded, and so is all that is not ASCII
 * - `line`: line ends and other control characters become blanks
 * - `json`: within quotation marks
 * - `xml`: in elements, and in attributes within quotation marks
 * - `topic`: what separates levels of a topic, stands for several, or begins the broker's own becomes `_`
 */
export type Encoding = "plain" | "url" | "form" | "header" | "line" | "json" | "xml" | "topic";

/** Writes a value from outside. Halves of surrogate pairs become U+FFFD, which every encoding can write. */
export function encode(value: string, encoding: Encoding): string {
  const text = value.toWellFormed();
  switch (encoding) {
    case "plain":
      return text;
    case "url":
    case "form":
      return encodeURIComponent(text);
    case "header":
      return text.replace(/[^ !#$&'()*+\-./0-9:?@A-Z[\]^_a-z|~]/gu, (character) => encodeURIComponent(character));
    case "line":
      return text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
    case "json":
      return JSON.stringify(text).slice(1, -1);
    case "xml":
      return text.replace(XML_ODDITIES, (character) => XML_ENTITIES[character] ?? "\ufffd");
    case "topic":
      return text.replace(/[+#/$\p{Cc}]/gu, "_");
    default:
      return encoding satisfies never;
  }
}

/** What means something else in XML, or is not allowed in it at all (XML 1.0 §2.2). */
const XML_ODDITIES = /[&<>"']|[^\t\n\r\P{Cc}]|[\ufffe\uffff]/gu;
const XML_ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};
