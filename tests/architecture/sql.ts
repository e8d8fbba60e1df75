import ts from "typescript";
import { placeOf, type Source, walk } from "./source.ts";

const ALLOWED = ["lib/store/", "migrations/"];
const PACKAGES = /^(?:kysely|kysely-.*|pg|bun:sqlite)$/;
const BUILDERS = ["selectFrom", "insertInto", "updateTable", "deleteFrom", "mergeInto"];
/** How statements begin; a sentence such as "update the settings" is none. */
const STATEMENT =
  /^\s*(?:select\s.*\sfrom\s|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s|(?:create|alter|drop)\s+(?:table|index|view|trigger)\s|pragma\s|vacuum\b|listen\s+\w+$|analyze$)/is;

/** SQL, its query builder and its packages outside `lib/store` and `migrations`. */
export function sqlComplaints(sources: readonly Source[]): string[] {
  return sources
    .filter(({ path }) => !ALLOWED.some((folder) => path.startsWith(folder)))
    .flatMap((source) => {
      const found = source.imports
        .filter(({ name }) => PACKAGES.test(name))
        .map(({ name }) => `${source.path} imports ${name}`);
      walk(source.tree, (node) => {
        if (isSql(node)) found.push(`${placeOf(source, node)} ${node.getText(source.tree)}`);
      });
      return found;
    });
}

function isSql(node: ts.Node): boolean {
  if (ts.isTaggedTemplateExpression(node)) return /^sql\b/.test(node.tag.getText());
  if (ts.isPropertyAccessExpression(node)) return BUILDERS.includes(node.name.text);
  if (ts.isStringLiteralLike(node)) return !ts.isTaggedTemplateExpression(node.parent) && STATEMENT.test(node.text);
  // What comes behind the first placeholder counts too.
  return (
    ts.isTemplateExpression(node) &&
    !ts.isTaggedTemplateExpression(node.parent) &&
    STATEMENT.test(node.getText().slice(1))
  );
}
