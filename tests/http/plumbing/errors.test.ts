import { describe, expect, test } from "bun:test";
import { Elysia, status, t } from "elysia";
import { createErrorHandling, createServeOptions } from "../../../lib/http/index.ts";
import { LOG_LINES } from "../../../lib/limits.ts";
import { createLog } from "../../../lib/log.ts";
import { createManualClock } from "../../support/manual-clock.ts";

const SECRET = "hunter2-hunter2";

class Leaky extends Error {
  readonly status = 418;
  readonly code = "NOT_FOUND_BUT_MINE";
  readonly response = { password: SECRET };
}

/** An app with routes that fail in different ways, and the lines of its log. */
function startFailing() {
  const lines: string[] = [];
  const log = createLog({
    level: "debug",
    format: "json",
    destination: { write: (line) => void lines.push(line) },
    clock: createManualClock(),
  });
  const app = new Elysia()
    .use(createErrorHandling({ log }))
    .get("/throws", () => {
      throw new Error(`no such table: users, password=${SECRET}`);
    })
    .get("/leaks-url", ({ request }) => {
      throw new Error(`cannot fetch ${request.url}`, { cause: new Error(`text was ${new URL(request.url).search}`) });
    })
    .get("/leaks-value", ({ request }) => {
      throw new Error(`bad value '${new URL(request.url).searchParams.get("password")}'`);
    })
    .get("/rejects", () => Promise.reject(new Leaky(SECRET)))
    .get("/throws-text", () => {
      throw SECRET;
    })
    .get("/deliberate", () => {
      throw status(409, "Taken.");
    })
    .post("/validates", () => "fine", { body: t.Object({ password: t.Number() }) });
  return { app, lines, get: (path: string) => app.handle(new Request(`http://gateway${path}`)) };
}

describe("a route that fails shows the client nothing of the error", () => {
  test.each(["/throws", "/leaks-url", "/leaks-value", "/rejects", "/throws-text"])("%s", async (path) => {
    const { get } = startFailing();
    const response = await get(`${path}?password=${SECRET}&text=dear+Bob`);
    expect(response.status).toBe(500);
    expect(await response.text()).toBe("Internal error. See Gateway logs for more information.");
    const headers = JSON.stringify([...response.headers]);
    expect(headers).not.toContain(SECRET);
    expect(headers).toContain("x-request-id");
  });

  test("the log has the error under the answer's request ID", async () => {
    const { get, lines } = startFailing();
    const response = await get("/throws");
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      {
        level: "error",
        requestId: response.headers.get("x-request-id"),
        method: "GET",
        path: "/throws",
        error: expect.stringContaining("no such table: users"),
      },
    ]);
  });

  test.each(["/throws", "/leaks-url", "/leaks-value"])("the log has no secret of the request: %s", async (path) => {
    const { get, lines } = startFailing();
    await get(`${path}?username=bob&password=${SECRET}&text=dear+Bob`);
    expect(lines).toHaveLength(1);
    expect(lines.join()).not.toContain(SECRET);
    expect(lines.join()).not.toMatch(/dear.Bob/);
  });

  test("on a real socket too", async () => {
    const { app } = startFailing();
    const server = new Elysia({ serve: createServeOptions() }).use(app).listen({ hostname: "127.0.0.1", port: 0 });
    const response = await fetch(`http://127.0.0.1:${server.server?.port}/rejects`);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain(SECRET);
    await server.stop(true);
  });
});

test("a file that is gone when the server opens it for the answer is 404, as it would be a moment later", async () => {
  const fetchFile = () => new Response(Bun.file("/nonexistent/aldis-20261129-030000.backup"));
  using server = Bun.serve({ ...createServeOptions(), hostname: "127.0.0.1", port: 0, fetch: fetchFile });
  const response = await fetch(server.url);
  expect([response.status, await response.text()]).toEqual([404, "Not found."]);
});

test("a thousand requests that fail at once leave a burst of lines, each answered all the same", async () => {
  const { get, lines } = startFailing();
  const answers = await Promise.all(Array.from({ length: 1_000 }, () => get("/throws")));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([500]));
  expect(lines).toHaveLength(LOG_LINES.burst);
});

test("a body of the wrong shape is answered without the schema or the value", async () => {
  const { app } = startFailing();
  const request = new Request("http://gateway/validates", {
    method: "POST",
    body: JSON.stringify({ password: SECRET }),
    headers: { "content-type": "application/json" },
  });
  const response = await app.handle(request);
  expect(response.status).toBe(400);
  expect(await response.text()).toBe("Bad request.");
});

test("a malformed body is answered without the parser's words", async () => {
  const { app } = startFailing();
  const request = new Request("http://gateway/validates", {
    method: "POST",
    body: `{"password": ${SECRET}`,
    headers: { "content-type": "application/json" },
  });
  const response = await app.handle(request);
  expect(response.status).toBe(400);
  expect(await response.text()).toBe("Bad request.");
});

test("an unknown path is 404 and says no more", async () => {
  const response = await startFailing().get("/nowhere?password=secret");
  expect(response.status).toBe(404);
  expect(await response.text()).toBe("Not found.");
});

test("an answer that a route chose passes", async () => {
  const response = await startFailing().get("/deliberate");
  expect(response.status).toBe(409);
  expect(await response.text()).toBe("Taken.");
});
