import { describe, expect, test } from "bun:test";
import { Elysia } from "elysia";
import { createDocs } from "../../lib/http/index.ts";
import { startApi } from "../support/api-server.ts";
import { hasChromium, openWatchedPage, startChromium } from "../support/chromium.ts";

const NAMES = ["username", "password", "to", "text", "mode", "hexmode", "regex", "list", "telauto", "ring", "flash"];

/** That of the users in examples and tests; a field may be called so. */
const PASSWORD = /"secret"(?!:)|=secret|:secret@/i;

interface Operation {
  summary: string;
  parameters: { name: string; in: string; required: boolean; description: string; example: unknown }[];
  requestBody?: { content: Record<string, { schema: { properties: Record<string, unknown> }; example: unknown }> };
  responses: Record<string, { description: string; content: Record<string, { example?: string; examples?: unknown }> }>;
}

/** The gateway's API with its documentation, on a real socket. */
async function startDocs() {
  const api = await startApi();
  const app = new Elysia().use(createDocs({ version: "1.2.3" })).use(api.app);
  app.listen({ hostname: "127.0.0.1", port: 0 });
  const url = `http://127.0.0.1:${app.server?.port}`;
  return {
    url,
    async document() {
      const response = await fetch(`${url}/docs/json`);
      return (await response.json()) as { openapi: string; paths: Record<string, Record<string, Operation>> };
    },
    [Symbol.asyncDispose]: async () => {
      await app.stop(true);
      await api[Symbol.asyncDispose]();
    },
  };
}

describe("the OpenAPI document", () => {
  test.each(["get", "post"])("has /api.php by %s with every parameter and an example of each", async (method) => {
    await using docs = await startDocs();
    const operation = (await docs.document()).paths["/api.php"]?.[method];
    expect(operation?.summary).toBeString();
    expect(operation?.parameters.map(({ name }) => name).sort()).toEqual(NAMES.toSorted());
    for (const parameter of operation?.parameters ?? []) {
      expect(parameter).toMatchObject({ in: "query", description: expect.any(String), example: expect.any(String) });
    }
  });

  test.each(["get", "post"])("has every answer of %s with its exact body", async (method) => {
    await using docs = await startDocs();
    const responses = (await docs.document()).paths["/api.php"]?.[method]?.responses ?? {};
    expect(Object.keys(responses)).toEqual(["200", "400", "401", "403", "408", "413", "429", "503"]);
    expect(responses["200"]?.content["text/plain"]?.example).toBe("OK");
    expect(responses["401"]?.content["text/plain"]?.example).toBe("401 Unauthorized - Username or Password wrong.");
    expect(JSON.stringify(responses["400"])).toContain("Error: Parameter miss.");
    expect(JSON.stringify(responses["400"])).toContain("Error. See Gateway logs for more information.");
  });

  test("needs the same parameters as the gateway", async () => {
    await using docs = await startDocs();
    const { get } = (await docs.document()).paths["/api.php"] ?? {};
    const needed = get?.parameters.filter(({ required }) => required).map(({ name }) => name);
    expect(needed).toEqual(["username", "password", "to"]);
  });

  test("has the three forms of a body", async () => {
    await using docs = await startDocs();
    const content = (await docs.document()).paths["/api.php"]?.post?.requestBody?.content ?? {};
    expect(Object.keys(content)).toEqual([
      "application/x-www-form-urlencoded",
      "multipart/form-data",
      "application/json",
    ]);
    for (const { schema, example } of Object.values(content)) {
      expect(Object.keys(schema.properties).sort()).toEqual(NAMES.toSorted());
      expect(example).toMatchObject({ to: "00491701234567" });
    }
  });

  test("shows no password", async () => {
    await using docs = await startDocs();
    const document = JSON.stringify(await docs.document());
    // Names of fields that are required are no values.
    expect(document.replaceAll(/"required":\[[^\]]*\]/g, "")).not.toMatch(PASSWORD);
    expect(await (await fetch(`${docs.url}/docs`)).text()).not.toMatch(PASSWORD);
  });
});

test("a policy forbids the page to ask other hosts", async () => {
  await using docs = await startDocs();
  const { headers } = await fetch(`${docs.url}/docs`);
  expect(headers.get("content-security-policy")).toStartWith("default-src 'self';");
  expect(headers.get("content-security-policy")).not.toMatch(/https?:|\*/);
});

test.if(hasChromium)(
  "the page shows /api.php and asks no other host",
  async () => {
    await using docs = await startDocs();
    await using browser = await startChromium();
    const { page, asked, elsewhere } = await openWatchedPage(browser);
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(error.message));
    await page.goto(`${docs.url}/docs`);
    await page.getByText("/api.php").first().waitFor();
    await page.getByRole("link", { name: "Send a message (parameters in the URL)" }).click();
    await page.getByText("hexmode").first().waitFor();
    await page.getByRole("link", { name: "Send a message (parameters in the URL, the body, or both)" }).click();
    await page.getByText("multipart/form-data").or(page.getByText("urlencoded")).first().waitFor();
    expect(asked.some((url) => url.startsWith(`${docs.url}/docs/json`))).toBe(true);
    expect(elsewhere(docs.url)).toEqual([]);
    expect(problems).toEqual([]);
  },
  180_000,
);
