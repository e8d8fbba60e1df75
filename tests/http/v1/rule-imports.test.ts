import { expect, test } from "bun:test";
import { eachDatabase } from "../../support/database.ts";
import { startTestGateway } from "../../support/gateway.ts";
import { problemOf } from "../../support/v1.ts";

const HANG_MS = 60_000;

eachDatabase("an import of rules", (databases) => {
  test(
    "is refused where a name is not a text, at its place, and keeps nothing",
    async () => {
      await using gateway = await startTestGateway("--database", await databases.create());
      await gateway.addUser("router", "rest-api,message-routing");
      const call = (path: string, method: string, body?: object) =>
        gateway.as("router")(`/api/v1/rules${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
      const first = { name: "new", then: [] };
      for (const name of [{ toString: 1, valueOf: 1 }, {}, 17, null, ["new"]]) {
        for (const mode of ["merge", "replace"]) {
          const answer = await call("/import", "POST", { mode, rules: [first, { name, then: [] }] });
          expect((await problemOf(answer, 422)).errors).toMatchObject([{ pointer: "/rules/1/name" }]);
        }
      }
      expect(await (await call("", "GET")).json()).toMatchObject({ items: [] });
    },
    HANG_MS,
  );
});
