import { dirname } from "node:path";
import ts from "typescript";
import { hasModifier, placeOf, type Source, walk } from "./source.ts";

/** Everything that a file exports. */
const ALL = "*";

/** One name, or `ALL`, that one file takes from another. */
interface Use {
  by: string;
  of: string;
  name: string;
}

/**
 * Exports that no other file imports, unless the file is generated, or declares what JavaScript exports. What the `index.ts` of a folder exports must be
 * imported from outside that folder, whether the index lists the name or passes it on with `export *`.
 */
export function exportComplaints(sources: readonly Source[]): string[] {
  const files = new Map(sources.map((source) => [source.path, exportsOf(source)]));
  const used = new Set<string>();
  const markUsed = ({ by, of, name }: Use): void => {
    const file = files.get(of);
    if (file === undefined || by === of || (isIndex(of) && by.startsWith(`${dirname(of)}/`))) return;
    const isAll = name === ALL;
    for (const own of isAll ? file.named.keys() : [name]) used.add(`${of} ${own}`);
    if (isAll || !file.named.has(name)) for (const star of file.stars) markUsed({ by: of, of: star, name });
  };
  for (const source of sources) for (const use of usesOf(source)) markUsed(use);
  return sources
    .filter(({ path }) => !path.includes(".generated.") && !path.endsWith(".d.ts"))
    .flatMap((source) =>
      [...(files.get(source.path)?.named ?? [])]
        .filter(([name]) => !used.has(`${source.path} ${name}`))
        .map(([name, node]) => `${placeOf(source, node)} ${name}`),
    );
}

const isIndex = (path: string) => path.endsWith("/index.ts");

interface Exports {
  named: Map<string, ts.Node>;
  /** Files whose every export is passed on. */
  stars: string[];
}

function exportsOf({ tree, imports }: Source): Exports {
  const named = new Map<string, ts.Node>();
  const stars: string[] = [];
  for (const statement of tree.statements) {
    if (ts.isExportDeclaration(statement)) {
      const clause = statement.exportClause;
      if (clause === undefined) stars.push(targetOf(statement.moduleSpecifier, imports) ?? "");
      else if (ts.isNamespaceExport(clause)) named.set(clause.name.text, clause);
      else for (const element of clause.elements) named.set(element.name.text, element);
    } else if (ts.isExportAssignment(statement) || hasModifier(statement, ts.SyntaxKind.DefaultKeyword)) {
      named.set("default", statement);
    } else if (hasModifier(statement, ts.SyntaxKind.ExportKeyword)) {
      for (const name of declaredNames(statement)) named.set(name.text, name);
    }
  }
  return { named, stars };
}

function declaredNames(statement: ts.Statement): ts.Identifier[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => namesIn(name));
  const { name } = statement as ts.DeclarationStatement;
  return name !== undefined && ts.isIdentifier(name) ? [name] : [];
}

function namesIn(name: ts.BindingName): ts.Identifier[] {
  if (ts.isIdentifier(name)) return [name];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? namesIn(element.name) : []));
}

function usesOf({ path: by, tree, imports }: Source): Use[] {
  const uses: Use[] = [];
  const add = (specifier: ts.Node | undefined, names: readonly string[]): void => {
    const of = targetOf(specifier, imports);
    if (of !== undefined) uses.push(...names.map((name) => ({ by, of, name })));
  };
  walk(tree, (node) => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, importedNames(node.importClause));
    else if (ts.isExportDeclaration(node) && node.exportClause) add(node.moduleSpecifier, passedOn(node.exportClause));
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      add(node.argument.literal, [node.qualifier ? firstName(node.qualifier) : ALL]);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], [ALL]);
  });
  return uses;
}

function targetOf(specifier: ts.Node | undefined, imports: Source["imports"]): string | undefined {
  if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return undefined;
  return imports.find(({ name }) => name === specifier.text)?.path;
}

function importedNames(clause: ts.ImportClause | undefined): string[] {
  if (clause === undefined) return [];
  const names = clause.name === undefined ? [] : ["default"];
  const bindings = clause.namedBindings;
  if (bindings === undefined) return names;
  if (ts.isNamespaceImport(bindings)) return [...names, ALL];
  return [...names, ...bindings.elements.map(({ name, propertyName }) => (propertyName ?? name).text)];
}

function passedOn(clause: ts.NamedExportBindings): string[] {
  if (ts.isNamespaceExport(clause)) return [ALL];
  return clause.elements.map(({ name, propertyName }) => (propertyName ?? name).text);
}

function firstName(name: ts.EntityName): string {
  return ts.isIdentifier(name) ? name.text : firstName(name.left);
}
