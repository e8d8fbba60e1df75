import ts from "typescript";
import { lineOf, type Source, walk } from "./source.ts";

const FILE_LINES = 300;
const FUNCTION_LINES = 120;

interface Measured {
  name: string;
  lines: number;
}

/** Files that are too long to be read at once. Generated ones are not read, and the page's texts are looked up by key. */
export function longFileComplaints(sources: readonly Source[]): string[] {
  const files = sources
    .filter(({ path }) => !path.endsWith(".generated.ts") && !path.startsWith("web/words/"))
    .map(({ path, text }) => ({ name: path, lines: text.trimEnd().split("\n").length }));
  return complaintsAbout(files, FILE_LINES, {});
}

/**
 * Functions that are too long to be held in the head. A suite of tests is a list of claims, not a function to follow.
 *
 * @param known  lines of those that are still too long, by `path name`
 */
export function longFunctionComplaints(sources: readonly Source[], known: Readonly<Record<string, number>>): string[] {
  const functions = sources.filter(({ path }) => !isSuite(path)).flatMap(functionsOf);
  return complaintsAbout(functions, FUNCTION_LINES, known);
}

function complaintsAbout(measured: readonly Measured[], limit: number, known: Readonly<Record<string, number>>) {
  const long = measured.filter(({ lines }) => lines > limit);
  const complaints = long.flatMap(({ name, lines }) => {
    const allowed = known[name] ?? limit;
    return lines > allowed ? [`${name} has ${lines} lines; ${allowed} are allowed`] : [];
  });
  const needless = Object.keys(known).filter((name) => !long.some((one) => one.name === name));
  return [...complaints, ...needless.map((name) => `${name} is short enough now: take it off the list`)];
}

function functionsOf({ path, tree }: Source): Measured[] {
  const found: Measured[] = [];
  walk(tree, (node) => {
    if (!ts.isFunctionLike(node) || !("body" in node) || node.body === undefined) return;
    const [first, last] = [lineOf(tree, node.getStart(tree)), lineOf(tree, node.getEnd())];
    found.push({ name: `${path} ${nameOf(node) ?? `a function in line ${first}`}`, lines: last - first + 1 });
  });
  return found;
}

/** Its own name, or that of the variable or property that holds it. */
function nameOf(node: ts.SignatureDeclaration): string | undefined {
  if (node.name !== undefined) return node.name.getText();
  const { parent } = node;
  return ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) ? parent.name.getText() : undefined;
}

const isSuite = (path: string) => path.startsWith("tests/") && !path.startsWith("tests/support/");
