import ts from "typescript";
import { placeOf, type Source, walk } from "./source.ts";

const GLOBALS = ["setTimeout", "setInterval"];
const MEMBERS = ["Date.now", "performance.now", "Bun.sleep", "Bun.sleepSync"];
const MODULES = ["node:timers", "node:timers/promises"];

/**
 * Timers and readings of the machine's clock in files other than `lib/clock.ts` and those listed.
 *
 * @param listed  why a file may, by its path; an entry for a file that does not is a complaint too
 */
export function timeComplaints(sources: readonly Source[], listed: Readonly<Record<string, string>>): string[] {
  const found = sources
    .filter(({ path }) => path !== "lib/clock.ts")
    .map((source) => ({ source, uses: usesOf(source) }));
  const unlisted = found.filter(({ source }) => !(source.path in listed)).flatMap(({ uses }) => uses);
  const using = new Set(found.filter(({ uses }) => uses.length > 0).map(({ source }) => source.path));
  const needless = Object.keys(listed).filter((path) => !using.has(path));
  return [...unlisted, ...needless.map((path) => `${path} has no timer any more: take it off the list`)];
}

function usesOf(source: Source): string[] {
  const uses = source.imports
    .filter(({ name }) => MODULES.includes(name))
    .map(({ name }) => `${source.path} imports ${name}`);
  walk(source.tree, (node) => {
    const use = useOf(node);
    if (use !== undefined) uses.push(`${placeOf(source, node)} ${use}`);
  });
  return uses;
}

function useOf(node: ts.Node): string | undefined {
  if (ts.isIdentifier(node) && GLOBALS.includes(node.text) && isGlobal(node)) return node.text;
  if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
    const name = `${node.expression.text}.${node.name.text}`;
    return MEMBERS.includes(name) ? name : undefined;
  }
  const isDate = ts.isNewExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === "Date";
  return isDate && (node.arguments?.length ?? 0) === 0 ? "new Date()" : undefined;
}

/** Not a server's own `setTimeout`, nor the type of the global one. */
function isGlobal(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent))
    return parent.name !== node || parent.expression.getText() === "globalThis";
  return ts.isExpression(parent) || ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent);
}
