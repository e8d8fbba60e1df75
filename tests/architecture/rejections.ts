import ts from "typescript";
import { hasModifier, placeOf, type Source } from "./source.ts";

/**
 * Exported functions, and methods of interfaces, that give a promise and whose docstring says neither what it rejects
 * with nor that it never does. An interface may say it once for all of its methods.
 */
export function rejectionComplaints(sources: readonly Source[]): string[] {
  return sources.flatMap((source) =>
    source.tree.statements.flatMap((statement) =>
      promisingIn(statement)
        .filter(({ node }) => !saysWhatRejects(statement) && !saysWhatRejects(node))
        .map(({ node, name }) => `${placeOf(source, node)} ${name}`),
    ),
  );
}

interface Promising {
  node: ts.Node;
  name: string;
}

function promisingIn(statement: ts.Statement): Promising[] {
  if (ts.isInterfaceDeclaration(statement)) return named(statement.members.filter(isPromisingMember));
  if (!hasModifier(statement, ts.SyntaxKind.ExportKeyword)) return [];
  if (ts.isFunctionDeclaration(statement)) return isPromising(statement) ? named([statement]) : [];
  if (!ts.isVariableStatement(statement)) return [];
  const { declarations } = statement.declarationList;
  return named(
    declarations.filter(({ initializer: arrow }) => arrow && ts.isArrowFunction(arrow) && isPromising(arrow)),
  );
}

const named = (nodes: readonly ts.NamedDeclaration[]) =>
  nodes.map((node) => ({ node, name: node.name?.getText() ?? "default" }));

function isPromisingMember(member: ts.TypeElement): boolean {
  if (ts.isMethodSignature(member)) return isPromising(member);
  const type = ts.isPropertySignature(member) ? member.type : undefined;
  return type !== undefined && ts.isFunctionTypeNode(type) && isPromising(type);
}

/** Whether it gives a promise, or perhaps one. */
function isPromising(node: ts.SignatureDeclaration): boolean {
  if (node.type === undefined) return hasModifier(node, ts.SyntaxKind.AsyncKeyword);
  const types = ts.isUnionTypeNode(node.type) ? node.type.types : [node.type];
  return types.some((type) => ts.isTypeReferenceNode(type) && /^Promise(?:Like)?$/.test(type.typeName.getText()));
}

function saysWhatRejects(node: ts.Node): boolean {
  const docs = ts.getJSDocCommentsAndTags(node).map((doc) => doc.getText());
  return docs.some((doc) => /@throws|\brejects\b/i.test(doc));
}
