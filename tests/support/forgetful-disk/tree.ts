import { constants } from "node:fs";
import { Content, type Random } from "./content.ts";
import { Names } from "./names.ts";

/** What files and directories have in common. Permissions and times are taken as on the disk at once. */
interface Common {
  readonly id: number;
  /** File type and permissions, as in `st_mode`. */
  mode: number;
  modifiedAtMs: number;
}

interface FileNode extends Common {
  readonly content: Content;
}

export interface DirectoryNode extends Common {
  readonly names: Names<Node>;
}

export type Node = FileNode | DirectoryNode;

export const isDirectory = (node: Node): node is DirectoryNode => "names" in node;

/**
 * How many changes were not synced at a cut, each of which may have reached the disk or not, by the name of the file; with a
 * slash at its end, the names in a directory.
 */
export type CutReport = Record<string, number>;

/** All files, by their numbers. The root has number 1. */
export interface Tree {
  readonly root: DirectoryNode;
  find(id: number): Node | undefined;
  /** In whatever directories. */
  namesOf(id: number): string[];
  createFile(mode: number): FileNode;
  createDirectory(mode: number): DirectoryNode;
  /** What a power cut leaves, as a tree of its own in which everything is synced. What is left keeps its number. */
  cut(random: Random): { left: Tree; report: CutReport };
}

const ROOT_ID = 1;

export function createTree(): Tree {
  const root = { id: ROOT_ID, mode: constants.S_IFDIR | 0o755, modifiedAtMs: Date.now(), names: new Names<Node>() };
  return treeOf(root, { nodes: new Map([[ROOT_ID, root]]), last: ROOT_ID });
}

function treeOf(root: DirectoryNode, { nodes, last }: { nodes: Map<number, Node>; last: number }): Tree {
  let latest = last;
  const common = () => ({ id: ++latest, modifiedAtMs: Date.now() });
  const add = <Kind extends Node>(node: Kind): Kind => {
    nodes.set(node.id, node);
    return node;
  };
  return {
    root,
    find: (id) => nodes.get(id),
    namesOf: (id) =>
      [...nodes.values()]
        .filter(isDirectory)
        .flatMap(({ names }) => names.list())
        .flatMap(([name, node]) => (node.id === id ? [name] : [])),
    createFile: (mode) => add({ ...common(), mode: constants.S_IFREG | (mode & 0o7777), content: new Content() }),
    createDirectory: (mode) =>
      add({ ...common(), mode: constants.S_IFDIR | (mode & 0o7777), names: new Names<Node>() }),
    cut(random) {
      const report: CutReport = {};
      const left = new Map<number, Node>();
      const cut = cutDirectory(root, { name: "", left, report, random });
      return { left: treeOf(cut, { nodes: left, last: latest }), report };
    },
  };
}

interface Cut {
  /** Of what is cut. */
  name: string;
  left: Map<number, Node>;
  report: CutReport;
  random: Random;
}

function cutDirectory(directory: DirectoryNode, cut: Cut): DirectoryNode {
  count(cut.report, `${cut.name}/`, directory.names.unsynced);
  const names = new Map<string, Node>();
  for (const [name, node] of directory.names.survivors(cut.random)) names.set(name, cutNode(node, { ...cut, name }));
  const left = { ...directory, names: new Names(names) };
  cut.left.set(left.id, left);
  return left;
}

function cutNode(node: Node, cut: Cut): Node {
  // A file that was on its way from one directory to another may be left in both.
  const known = cut.left.get(node.id);
  if (known !== undefined) return known;
  if (isDirectory(node)) return cutDirectory(node, cut);
  count(cut.report, cut.name, node.content.unsynced);
  const left = { ...node, content: new Content(node.content.survivors(cut.random)) };
  cut.left.set(left.id, left);
  return left;
}

function count(report: CutReport, name: string, changes: number): void {
  if (changes > 0) report[name] = (report[name] ?? 0) + changes;
}
