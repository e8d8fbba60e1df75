import { expect, test } from "bun:test";
import { startMosquitto } from "../support/mosquitto.ts";
import { hasProgram } from "../support/programs.ts";
import { startStage } from "./support.ts";

test.skipIf(!hasProgram("mosquitto"))(
  "a broker is set on its page, says that it is connected, takes a test message, and is missed",
  async () => {
    await using broker = await startMosquitto();
    await using stage = await startStage();
    await using watched = await stage.open({ language: "en" });
    const { page } = watched;
    await watched.signIn();
    await page.goto("/settings/mqtt");
    await page.getByText("No broker is set.").waitFor();
    await page.getByLabel("Broker", { exact: true }).fill(broker.url);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText(`Connected to ${broker.url}.`).waitFor();
    await using all = await broker.subscribe("aldis/#");
    await page.getByRole("button", { name: "Publish a test message" }).click();
    await page.getByText("The broker took the test message.").waitFor();
    const { topic } = await all.until("the test", ({ topic: each }) => each.endsWith("/test"));
    await page.getByText(topic).waitFor();
    await broker.kill();
    await page.getByText(`No connection to ${broker.url}; it is tried again`).waitFor();
    expect(watched.problems).toEqual([]);
  },
  180_000,
);
