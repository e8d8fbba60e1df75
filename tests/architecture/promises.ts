import { relative } from "node:path";
import ts from "typescript";

/**
 * Statements whose value is a promise that nobody awaits, returns, catches or marks with `void`, as `path:line text`.
 *
 * Biome's `noFloatingPromises` finds those that our own functions return, but reads no types of packages: to it,
 * `db.deleteFrom("events").execute()` and `readFile(path)` are no promises. The compiler knows.
 */
export function floatingPromises(root: string, planted: ReadonlyMap<string, string>): string[] {
  const program = createProgram(root, planted);
  const checker = program.getTypeChecker();
  const found: string[] = [];
  for (const file of program.getSourceFiles()) {
    if (file.isDeclarationFile || program.isSourceFileFromExternalLibrary(file)) continue;
    const path = relative(root, file.fileName);
    const visit = (node: ts.Node): void => {
      if (ts.isExpressionStatement(node) && isFloating(node.expression, checker)) {
        const { line } = file.getLineAndCharacterOfPosition(node.getStart());
        found.push(`${path}:${line + 1} ${node.getText()}`);
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
  return found;
}

function createProgram(root: string, planted: ReadonlyMap<string, string>): ts.Program {
  const { config } = ts.readConfigFile(`${root}/tsconfig.json`, ts.sys.readFile);
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  const plantedAt = (path: string) => planted.get(relative(root, path));
  host.fileExists = (path) => plantedAt(path) !== undefined || fileExists(path);
  host.readFile = (path) => plantedAt(path) ?? readFile(path);
  host.getSourceFile = (path, language, ...rest) => {
    const text = plantedAt(path);
    return text === undefined
      ? getSourceFile(path, language, ...rest)
      : ts.createSourceFile(path, text, language, /* setParentNodes */ true);
  };
  return ts.createProgram([...fileNames, ...[...planted.keys()].map((path) => `${root}/${path}`)], options, host);
}

/** Only calls: what an assignment evaluates to has an owner. */
function isFloating(expression: ts.Expression, checker: ts.TypeChecker): boolean {
  if (!ts.isCallExpression(expression) || isCaught(expression)) return false;
  return hasThen(checker.getTypeAtLocation(expression));
}

function isCaught({ expression, arguments: given }: ts.CallExpression): boolean {
  if (!ts.isPropertyAccessExpression(expression)) return false;
  return expression.name.text === "catch" || (expression.name.text === "then" && given.length === 2);
}

function hasThen(type: ts.Type): boolean {
  return type.isUnion() ? type.types.some(hasThen) : type.getProperty("then") !== undefined;
}
