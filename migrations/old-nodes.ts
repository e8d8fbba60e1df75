/**
 * What a program that does not know a migration does once it is applied: `"go-on"`, when its reads and writes stay right, or `"stop"`,
 * until it is upgraded. Every migration from 0046 on has its line; what has none stops them.
 *
 * *go-on* is right where a migration adds tables, indexes or columns with a default, and nothing that old programs write is wrong for the new ones.
 */
export const OLD_NODES: Readonly<Record<string, "go-on" | "stop">> = {
  "0046-nodes": "go-on",
  "0047-retention": "go-on",
  "0049-erasures": "go-on",
  "0051-counted-together": "go-on",
  "0052-text-keys": "go-on",
};
