import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { Validator } from "@seriousme/openapi-schema-validator";
import { REST_CLIENT_TYPES, restClientTypes } from "../../../scripts/rest-client.ts";
import { hasChromium, openWatchedPage, startChromium } from "../../support/chromium.ts";
import { startTestGateway } from "../../support/gateway.ts";
import { walkRestApi } from "../../support/rest-walk.ts";

interface Document {
  openapi: string;
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, { properties: Record<string, { enum?: string[] }> }> };
}
interface Described {
  operationId: string;
  summary: string;
  security?: unknown[];
  requestBody?: { content: Record<string, { example?: unknown }> };
  responses: Record<string, { content?: Record<string, { example?: unknown }> }>;
}

test("the document is valid OpenAPI 3, in JSON and in YAML alike, and needs nobody to sign in", async () => {
  await using gateway = await startTestGateway();
  const json = await fetch(`${gateway.url}/api/state/spec.json`);
  const yaml = await fetch(`${gateway.url}/api/state/spec.yml`);
  expect([json.status, json.headers.get("content-type")]).toEqual([200, "application/json"]);
  expect([yaml.status, yaml.headers.get("content-type")]).toEqual([200, "application/yaml"]);
  const text = await json.text();
  expect(text).not.toMatch(/secret/i);
  const document = JSON.parse(text) as Document;
  expect(Bun.YAML.parse(await yaml.text())).toEqual(document);
  const validator = new Validator();
  expect(await validator.validate(JSON.parse(text))).toEqual({ valid: true });
  expect(document.openapi).toStartWith("3.0");

  const open: string[] = [];
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const name = `${method.toUpperCase()} ${path}`;
      if (operation.security?.length === 0) open.push(name);
      expect({ name, summary: operation.summary, id: operation.operationId }).toEqual({
        name,
        summary: expect.stringMatching(/^[A-Z]/),
        id: expect.stringMatching(/^[a-z]\w+$/),
      });
      const bodies = [operation.requestBody, operation.responses["200"]];
      for (const content of bodies.flatMap((body) => Object.values(body?.content ?? {}))) {
        expect({ name, hasExample: content.example !== undefined }).toEqual({ name, hasExample: true });
      }
    }
  }
  expect(open.sort()).toEqual(["GET /api/state/spec.json", "GET /api/state/spec.yml", "POST /api/signin"]);
});

test("the types of the generated client are up to date: `bun run scripts/rest-client.ts` writes them", async () => {
  expect(readFileSync(REST_CLIENT_TYPES, "utf8")).toBe(await restClientTypes());
});

test("a client generated from the document calls every operation of it", async () => {
  await using gateway = await startTestGateway();
  await gateway.addUser("stranger", "rest-api", "contacts", "groups", "incoming-messages", "sent-messages");
  await walkRestApi(gateway.url, { name: "stranger", password: "secret" });
});

test.if(hasChromium)(
  "the documentation page shows the REST API beside the others, and asks no other host",
  async () => {
    await using gateway = await startTestGateway();
    await using browser = await startChromium();
    const { page, elsewhere } = await openWatchedPage(browser);
    await page.goto(`${gateway.url}/docs`);
    await page.getByRole("button", { name: "Session" }).first().click();
    await page.getByRole("link", { name: "Sign in" }).click();
    expect(elsewhere(gateway.url)).toEqual([]);
  },
  180_000,
);
