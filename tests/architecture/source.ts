import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";

/** One file of the tree, parsed. */
export interface Source {
  /** From the root of the project, such as `lib/store/index.ts`. */
  path: string;
  text: string;
  tree: ts.SourceFile;
  imports: readonly Import[];
}

export interface Import {
  /** As written: a package, or a path from the importing file. */
  name: string;
  /** From the root of the project; undefined for a package or a built-in module. */
  path: string | undefined;
  isTypeOnly: boolean;
}

/** @param files  text by path; nothing is read from the disk */
export function parseSources(files: ReadonlyMap<string, string>): Source[] {
  return [...files].map(([path, text]) => {
    const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, /* setParentNodes */ true);
    return { path, text, tree, imports: importsOf(path, tree) };
  });
}

/** Every TypeScript file below these folders, and these files. */
export function readSources(root: string, places: readonly string[]): Source[] {
  const paths = places.flatMap((place) =>
    place.endsWith(".ts")
      ? [place]
      : readdirSync(join(root, place), { recursive: true, encoding: "utf8" }).map((file) => join(place, file)),
  );
  const wanted = paths.filter((path) => /\.tsx?$/.test(path)).sort();
  return parseSources(new Map(wanted.map((path) => [path, readFileSync(join(root, path), "utf8")])));
}

/** Whether a node is declared with `export`, `async` and the like. */
export function hasModifier(node: ts.Node, modifier: ts.SyntaxKind): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === modifier);
}

/** Calls `visit` with every node. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

/** `path:line`, as editors open it. */
export const placeOf = ({ path, tree }: Source, node: ts.Node) => `${path}:${lineOf(tree, node.getStart(tree))}`;

export const lineOf = (tree: ts.SourceFile, position: number) => tree.getLineAndCharacterOfPosition(position).line + 1;

function importsOf(path: string, tree: ts.SourceFile): Import[] {
  const found: Import[] = [];
  walk(tree, (node) => {
    const specifier = specifierOf(node);
    if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return;
    const name = specifier.text;
    const target = name.startsWith(".") ? join(dirname(path), name) : undefined;
    found.push({ name, path: target, isTypeOnly: isTypeOnly(node) });
  });
  return found;
}

function specifierOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
  if (!ts.isCallExpression(node)) return undefined;
  const isRequire = ts.isIdentifier(node.expression) && node.expression.text === "require";
  return isRequire || node.expression.kind === ts.SyntaxKind.ImportKeyword ? node.arguments[0] : undefined;
}

function isTypeOnly(node: ts.Node): boolean {
  if (ts.isImportTypeNode(node)) return true;
  if (ts.isExportDeclaration(node)) return node.isTypeOnly || everyIsType(node.exportClause);
  if (!ts.isImportDeclaration(node) || node.importClause === undefined) return false;
  const { isTypeOnly: whole, name, namedBindings } = node.importClause;
  return whole || (name === undefined && everyIsType(namedBindings));
}

function everyIsType(names: ts.NamedImportBindings | ts.NamedExportBindings | undefined): boolean {
  if (names === undefined || !(ts.isNamedImports(names) || ts.isNamedExports(names))) return false;
  return names.elements.every((element) => element.isTypeOnly);
}
