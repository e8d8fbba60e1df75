import { expect, test } from "bun:test";
import { join, resolve } from "node:path";
import { Glob } from "bun";
import { CALLS, closedPages } from "../e2e/closed-pages.ts";

/** What slow tests walk over has a list; here one hears within a second that something new is not in it. */
const root = resolve(import.meta.dir, "../..");
const read = (path: string) => Bun.file(join(root, path)).text();

test("the walk over the API calls every operation that is published", async () => {
  const [, published = ""] =
    /export interface paths \{\n(.+?)\n\}/s.exec(await read("clients/typescript/aldis-api.d.ts")) ?? [];
  const operations = published.split(/^ {4}"(?=\/)/m).flatMap((entry) => {
    const path = entry.slice(0, entry.indexOf('"'));
    return [...entry.matchAll(/^ {8}(get|put|post|delete|patch): /gm)].map(([, method]) => `${method} ${path}`);
  });
  expect(operations.length).toBeGreaterThan(100);
  const walks = await Promise.all([...new Glob("tests/support/v1-walk*.ts").scanSync(root)].map(read));
  const called = [...walks.join("").matchAll(/client\s*\.(GET|POST|PUT|DELETE|PATCH)\(\s*"([^"]+)"/g)].map(
    ([, method = "", path]) => `${method.toLowerCase()} ${path}`,
  );
  expect(operations.filter((operation) => !called.includes(operation))).toEqual([]);
});

test("each page that needs a permission has a call that is refused without it", async () => {
  const closed = await closedPages();
  expect(closed.length).toBeGreaterThan(6);
  expect(closed.map(({ path }) => path).filter((path) => CALLS[path] === undefined)).toEqual([]);
});
