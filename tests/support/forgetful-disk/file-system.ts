import { constants } from "node:os";
import {
  decodeChanges,
  decodeMake,
  decodeNames,
  decodeRange,
  decodeRename,
  encodeAttributes,
  encodeEntries,
  encodeEntry,
  encodeStatistics,
  encodeWritten,
  type FuseRequest,
  OPCODE,
  writtenData,
} from "./protocol.ts";
import { type DirectoryNode, isDirectory, type Node, type Tree } from "./tree.ts";

const { ENOENT, ENOSYS, ENOTDIR, EISDIR, ENOTEMPTY } = constants.errno;

/** `finish` and `fail`: what is to be done, and then answered, when the disk has written what it was asked to sync, or could not. */
type Answer = { errno: number } | { body: Uint8Array } | { finish: () => void; fail: () => void } | "none";

/**
 * Answers the kernel's requests out of a tree. Left to the kernel: permissions, locks, open files and its page cache.
 * Never throws for a request of the kernel. Removed files are forgotten with the tree.
 */
export function answer(tree: Tree, request: FuseRequest): Answer {
  const { opcode, nodeId, body } = request;
  switch (opcode) {
    case OPCODE.statistics:
      return { body: encodeStatistics() };
    case OPCODE.forget:
    case OPCODE.forgetMany:
    case OPCODE.interrupt:
      return "none";
    case OPCODE.release:
    case OPCODE.destroy:
      return DONE;
  }
  const node = tree.find(nodeId);
  if (node === undefined) return { errno: ENOENT };
  return isDirectory(node) ? answerInDirectory(tree, node, request) : answerForFile(node, { opcode, body });
}

const DONE = { errno: 0 };

function answerForFile(
  file: Exclude<Node, DirectoryNode>,
  { opcode, body }: Pick<FuseRequest, "opcode" | "body">,
): Answer {
  const { content } = file;
  switch (opcode) {
    case OPCODE.getAttributes:
      return { body: encodeAttributes(attributesOf(file)) };
    case OPCODE.setAttributes: {
      const { size } = decodeChanges(body);
      if (size !== undefined) content.resize(size);
      return changed(file, body);
    }
    case OPCODE.read: {
      const { at, length } = decodeRange(body);
      return { body: content.read(at, length) };
    }
    case OPCODE.write: {
      const data = writtenData(body);
      content.write(decodeRange(body).at, data);
      file.modifiedAtMs = Date.now();
      return { body: encodeWritten(data.length) };
    }
    case OPCODE.fsync: {
      const { changes } = content;
      return { finish: () => content.sync(changes), fail: () => content.lose(changes) };
    }
    default:
      return { errno: ENOSYS };
  }
}

function answerInDirectory(tree: Tree, directory: DirectoryNode, { opcode, body }: FuseRequest): Answer {
  const { names } = directory;
  switch (opcode) {
    case OPCODE.getAttributes:
      return { body: encodeAttributes(attributesOf(directory)) };
    case OPCODE.setAttributes:
      return changed(directory, body);
    case OPCODE.lookup: {
      const found = names.get(decodeNames(body)[0] ?? "");
      return found ? { body: encodeEntry(attributesOf(found)) } : { errno: ENOENT };
    }
    case OPCODE.makeFile:
    case OPCODE.makeDirectory: {
      const { name, mode } = decodeMake(body, opcode);
      const made = opcode === OPCODE.makeFile ? tree.createFile(mode) : tree.createDirectory(mode);
      names.add(name, made);
      return { body: encodeEntry(attributesOf(made)) };
    }
    case OPCODE.unlink:
    case OPCODE.removeDirectory:
      return remove(directory, decodeNames(body)[0] ?? "");
    case OPCODE.rename:
      return rename(tree, directory, decodeRename(body));
    case OPCODE.readDirectory: {
      const entries = names.list().map(([name, { id, mode }]) => ({ name, id, mode }));
      return { body: encodeEntries(entries, decodeRange(body)) };
    }
    case OPCODE.fsyncDirectory: {
      const { changes } = names;
      return { finish: () => names.sync(changes), fail: () => undefined };
    }
    default:
      return { errno: ENOSYS };
  }
}

function changed(node: Node, body: Buffer): Answer {
  const { mode, modifiedAtMs } = decodeChanges(body);
  if (mode !== undefined) node.mode = (node.mode & ~0o7777) | mode;
  if (modifiedAtMs !== undefined) node.modifiedAtMs = modifiedAtMs;
  return { body: encodeAttributes(attributesOf(node)) };
}

function remove({ names }: DirectoryNode, name: string): Answer {
  const node = names.get(name);
  if (node === undefined) return { errno: ENOENT };
  if (isDirectory(node) && node.names.list().length > 0) return { errno: ENOTEMPTY };
  names.remove(name);
  return DONE;
}

function rename(
  tree: Tree,
  directory: DirectoryNode,
  { directoryId, from, to }: ReturnType<typeof decodeRename>,
): Answer {
  const node = directory.names.get(from);
  const target = tree.find(directoryId);
  if (node === undefined || target === undefined) return { errno: ENOENT };
  if (!isDirectory(target)) return { errno: ENOTDIR };
  const replaced = target.names.get(to);
  if (replaced !== undefined && isDirectory(replaced)) return { errno: isDirectory(node) ? ENOTEMPTY : EISDIR };
  if (target === directory) {
    directory.names.rename(from, { to, node });
    return DONE;
  }
  target.names.add(to, node);
  directory.names.remove(from);
  return DONE;
}

const attributesOf = (node: Node) => ({ ...node, size: isDirectory(node) ? 4096 : node.content.size });
