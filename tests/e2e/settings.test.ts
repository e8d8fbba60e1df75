import { expect, test } from "bun:test";
import { eventually } from "../support/eventually.ts";
import { startStage } from "./support.ts";

test("a setting is changed and taken back, a fault stands at its field, and what the command line gives is locked", async () => {
  await using stage = await startStage({ args: ["--failed-window", "2h"] });
  await using watched = await stage.open({ language: "en" });
  const { page } = watched;
  await watched.signIn();
  const stored = async (name: string) => {
    const { items } = (await (await stage.call("/api/v1/settings")).json()) as {
      items: { name: string; source: string; value?: unknown }[];
    };
    return items.find((setting) => setting.name === name);
  };

  await page.goto("/settings/general");
  const size = page.getByLabel("Size of a request");
  await size.fill("huge");
  await page.getByRole("button", { name: "Save" }).click();
  await page.locator("[aria-invalid=true]").waitFor();
  await page.getByText(/^Must be a size such as 64KiB or 1MB$/).waitFor();
  await page.getByRole("button", { name: "Discard" }).click();
  // What is typed takes the place of the country; what fits none takes nothing, and there is a way back.
  const country = page.getByRole("combobox", { name: "Home country" });
  await country.click();
  await page.keyboard.type("nowhere");
  await page.getByText("Nothing found").waitFor();
  await page.keyboard.press("Enter");
  expect(await country.inputValue()).toBe("nowhere");
  await page.keyboard.press("Escape");
  expect(await country.inputValue()).toBe("Germany (+49)");
  await page.keyboard.type("austri");
  await page.getByRole("option", { name: "Austria (+43)" }).waitFor();
  await page.keyboard.press("Enter");
  expect(await country.inputValue()).toBe("Austria (+43)");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("The settings are saved.").waitFor();
  expect(await stored("country")).toMatchObject({ source: "database", value: "AT" });
  await page.getByText("1 change applies once the gateway starts again.").waitFor();
  await page.getByText("Still in effect until the gateway restarts: Germany (+49)").waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("How the gateway sends, signs people in, and runs.").waitFor();
  expect(await stored("country")).toMatchObject({ source: "default" });

  await page.getByText("Set by --failed-window; change it there.").waitFor();
  expect(watched.problems.filter((problem) => !/ 422 /.test(problem))).toEqual([]);
}, 180_000);

test("after saving by keyboard one goes on in the field; only what has changed is sent, also when it is taken back", async () => {
  await using stage = await startStage();
  await using watched = await stage.open({ language: "en" });
  const { page } = watched;
  await watched.signIn();
  const sent: unknown[] = [];
  page.on("request", (request) => {
    if (request.method() === "PATCH") sent.push(request.postDataJSON());
  });
  const focus = () => page.locator(":focus").getAttribute("id", { timeout: 5_000 });
  const saved = page.getByText("The settings are saved.");
  const note = page.locator(".undo");

  const size = page.getByLabel("Size of a request");
  const window = page.getByLabel("How long failures count");
  await page.goto("/settings/general");
  await window.fill("3h");
  await page.getByRole("button", { name: "Save" }).focus();
  await page.keyboard.press("Enter");
  await saved.waitFor();
  expect(await focus()).toBe("setting-failed-window");
  expect(sent).toEqual([{ "failed-window": "3h" }]);

  await size.fill("huge");
  await page.getByRole("button", { name: "Save" }).focus();
  await page.keyboard.press("Space");
  await page.locator("[aria-invalid=true]").waitFor();
  expect(await focus()).toBe("setting-request-size");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("2MiB");
  // What somebody else stores meanwhile stays and is shown, and what is being written, too.
  const headers = { "content-type": "application/merge-patch+json" };
  const store = (change: object) =>
    stage.call("/api/v1/settings", { method: "PATCH", headers, body: JSON.stringify(change) });
  await store({ "failed-window": "4h" });
  await note.waitFor({ state: "detached" });
  await page.keyboard.press("Enter");
  await saved.waitFor();
  await eventually("the other's value", async () => (await window.inputValue()) === "4h");
  expect(await size.inputValue()).toBe("2MiB");
  expect(await focus()).toBe("setting-request-size");

  sent.length = 0;
  await page.getByRole("button", { name: "Undo" }).focus();
  await page.keyboard.press("Enter");
  await page.getByText("1 change applies once the gateway starts again.").waitFor({ state: "detached" });
  expect(sent).toEqual([{ "request-size": null }]);
  expect(await size.inputValue()).toBe("1MiB");
  expect(await window.inputValue()).toBe("4h");
  expect(await focus()).toBe("setting-request-size");

  await size.fill("2MiB");
  await store({ "request-size": "4MiB" });
  await size.press("Enter");
  await page.getByText("Somebody else has changed this meanwhile.").waitFor();
  expect(await size.inputValue()).toBe("2MiB");
  await size.press("Enter");
  await saved.waitFor();
  await store({ "request-size": "1MiB" });
  await page.reload();
  await eventually("the value that it runs with", async () => (await size.inputValue()) === "1MiB");
  expect(await page.getByText("once the gateway starts again.").count()).toBe(0);
  expect(watched.problems.filter((problem) => !/ 4(12|22) /.test(problem))).toEqual([]);
}, 180_000);
