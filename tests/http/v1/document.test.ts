import { expect, test } from "bun:test";
import { Validator } from "@seriousme/openapi-schema-validator";
import { PERMISSIONS, type Permission } from "../../../lib/auth/index.ts";
import { startTestGateway } from "../../support/gateway.ts";
import { basic, callRoute, createAnswerCheck, readDocument, responseOf } from "../../support/v1.ts";
import { RIGHTS } from "./rights.ts";

test("the gateway's document is valid, and each operation has an example and every error", async () => {
  await using gateway = await startTestGateway();
  const { document, operations } = await readDocument(gateway);
  expect(await new Validator().validate(structuredClone(document) as unknown as Record<string, unknown>)).toEqual({
    valid: true,
  });
  expect(Object.keys(document.paths)).toContain("/api/contacts");
  // A word that every test's password is, and that only webhooks have a use for.
  const { components, paths } = document;
  const rest = JSON.stringify([components, paths], (name, value) => (/webhook/i.test(name) ? undefined : value));
  expect(rest).not.toMatch(/(?<!otpauth:\S*)secret\b/);
  const ids = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  );
  expect(new Set(ids).size).toBe(ids.length);
  for (const [name, operation] of operations) {
    expect({ name, summary: operation.summary }).toEqual({ name, summary: expect.stringMatching(/./) });
    for (const content of Object.values(operation.requestBody?.content ?? {})) {
      expect({ name, hasExample: content.example !== undefined }).toEqual({ name, hasExample: true });
    }
    const statuses = Object.keys(operation.responses);
    expect(statuses).toEqual(expect.arrayContaining(["500", "503"]));
    for (const status of statuses) {
      const response = responseOf(document, operation, Number(status));
      for (const content of Object.values(response?.content ?? {})) {
        expect({ name, status, hasExample: content.example !== undefined }).toEqual({ name, status, hasExample: true });
      }
    }
    for (const { name: parameter, description, example } of operation.parameters ?? []) {
      const isExplained = description !== undefined || example !== undefined;
      expect({ name, parameter, isExplained }).toEqual({ name, parameter, isExplained: true });
    }
  }
});

test("every whole number that a body may hold has an end that a database can take", async () => {
  await using gateway = await startTestGateway();
  const { document, operations } = await readDocument(gateway);
  const endless: string[] = [];
  const walk = (where: string, schema: unknown, seen: readonly unknown[] = []): void => {
    if (typeof schema !== "object" || schema === null || seen.includes(schema)) return;
    const { type, maximum, $ref } = schema as { type?: string; maximum?: number; $ref?: string };
    if (type === "integer" && maximum === undefined) endless.push(where);
    const within = $ref === undefined ? schema : document.components.schemas[$ref.split("/").at(-1) ?? ""];
    for (const part of Object.values(within ?? {})) walk(where, part, [...seen, schema]);
  };
  for (const [name, { requestBody }] of operations) {
    for (const { schema } of Object.values(requestBody?.content ?? {})) walk(name, schema);
  }
  expect(endless).toEqual([]);
});

test("each example is taken, and answered as documented", async () => {
  await using gateway = await startTestGateway();
  await gateway.addUser("clerk", ...(Object.keys(PERMISSIONS) as Permission[]));
  const { document, operations } = await readDocument(gateway);
  const check = createAnswerCheck(document);
  for (const [name, operation] of operations) {
    const right = RIGHTS[name];
    if (right === undefined) throw new Error(`${name} is not in the table`);
    const response = await callRoute(gateway, { name, operation, right }, basic("clerk"));
    const { status, ok } = response;
    expect({ name, status, taken: ok || status === right.refusedWith }).toEqual({ name, status, taken: true });
    await check(operation, response);
  }
});
