import { expect, test } from "bun:test";
import { eachDatabase } from "../../support/database.ts";
import { startTestGateway } from "../../support/gateway.ts";
import { problemOf } from "../../support/v1.ts";

const HANG_MS = 180_000;
const CONTENT = { rules: { then: [] }, checks: { probe: { ping: { host: "192.0.2.1" } } } };

eachDatabase("an import", (databases) => {
  test.each(["rules", "checks"] as const)(
    "of %s is refused where a name is not a text, at its place, and keeps nothing",
    async (kind) => {
      await using gateway = await startTestGateway("--database", await databases.create());
      await gateway.addUser("router", "rest-api,message-routing,monitoring");
      const call = (path: string, method: string, body?: object) =>
        gateway.as("router")(`/api/v1/${kind}${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
      const first = { name: "new", ...CONTENT[kind] };
      for (const name of [{ toString: 1, valueOf: 1 }, {}, 17, null, ["new"]]) {
        for (const mode of ["merge", "replace"]) {
          const answer = await call("/import", "POST", { mode, [kind]: [first, { ...first, name }] });
          expect((await problemOf(answer, 422)).errors).toMatchObject([{ pointer: `/${kind}/1/name` }]);
        }
      }
      expect(await (await call("", "GET")).json()).toMatchObject({ items: [] });
    },
    HANG_MS,
  );
});
