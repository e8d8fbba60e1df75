import { expect, test } from "bun:test";
import { startStage } from "./support.ts";

test("the dashboard tells how things are, counts what is sent, and links to the lists", async () => {
  await using stage = await startStage();
  await using watched = await stage.open({ language: "en" });
  const { page } = watched;
  await watched.signIn();
  await page.goto("/dashboard");
  await page.getByText("1 of 1 modem ready.").waitFor();
  await page.getByText("No message waits.").waitFor();

  const answer = await stage.call("/api/v1/messages", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ to: "+491701234567", text: "Disk full on db1" }),
  });
  expect(answer.status).toBe(202);
  const sent = page.getByRole("link", { name: "1 sent" }).first();
  await sent.waitFor();
  expect(await sent.getAttribute("href")).toStartWith("/messages/sent?since=");
  expect(watched.problems).toEqual([]);
}, 60_000);
