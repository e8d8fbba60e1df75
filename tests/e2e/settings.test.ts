import { expect, test } from "bun:test";
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
  const country = page.getByLabel("Home country");
  await country.fill("nowhere");
  await page.getByRole("button", { name: "Save" }).click();
  await page.locator("[aria-invalid=true]").waitFor();
  await country.fill("AT");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("The settings are saved.").waitFor();
  expect(await stored("country")).toMatchObject({ source: "database", value: "AT" });
  await page.getByText("1 change applies once the gateway starts again.").waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("How the gateway sends, signs people in, and runs.").waitFor();
  expect(await stored("country")).toMatchObject({ source: "default" });

  await page.getByText("Set by --failed-window; change it there.").waitFor();
  expect(watched.problems.filter((problem) => !/ 422 /.test(problem))).toEqual([]);
}, 60_000);
