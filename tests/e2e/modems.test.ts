import { expect, test } from "bun:test";
import type { Locator } from "playwright-core";
import { startStage } from "./support.ts";

test("a modem is added, asked, changed and removed; that of the command line is locked", async () => {
  await using stage = await startStage();
  await using watched = await stage.open({ language: "en" });
  const { page } = watched;
  await watched.signIn();
  // Those of whatever machine this runs on are not known.
  let devices: object[] = [];
  await page.route("**/api/v1/modem-devices", (route) => route.fulfill({ json: { items: devices } }));
  await page.goto("/modems");
  await page.getByText("1 of 1 modem is ready.").waitFor();

  await page.getByRole("button", { name: "Add a modem" }).click();
  const dialog = page.getByRole("dialog");
  const focused = () => page.locator(":focus");
  const isInView = async (field: Locator) => {
    const box = await field.boundingBox();
    return box !== null && box.y >= 0 && box.y + box.height <= 800;
  };
  // Nothing is written yet, and the button says what is missing.
  await dialog.getByRole("button", { name: "Add a modem" }).click();
  await dialog.getByText(/^Name a device such as/).waitFor();
  expect(await focused().getAttribute("data-path")).toBe("device");
  // What is found on the machine is taken by a click.
  await dialog.getByText("No serial device that is not in use").waitFor();
  devices = [
    { device: "/dev/serial/by-id/usb-Quectel_EC25-if02", path: "/dev/ttyUSB2", label: "Quectel EC25" },
    { device: "/dev/ttyUSB9", path: "/dev/ttyUSB9", label: "/dev/ttyUSB9", modem: "other" },
  ];
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Add a modem" }).click();
  await dialog.getByRole("button", { name: "Take /dev/ttyUSB2" }).click();
  expect(await dialog.getByLabel("Device", { exact: true }).inputValue()).toBe(
    "/dev/serial/by-id/usb-Quectel_EC25-if02",
  );
  expect(await dialog.getByRole("button", { name: /^Take \// }).count()).toBe(1);
  await dialog.getByText("A simulated one").click();
  const name = dialog.getByLabel("Name of the modem");
  await name.fill("Clinic Stick");
  await dialog.getByLabel("Parts a month").focus();
  await dialog.getByRole("button", { name: "Add a modem" }).click();
  await dialog.getByText(/without spaces, such as Clinic-Stick\.$/).waitFor();
  expect(await focused().getAttribute("data-path")).toBe("name");
  expect(await isInView(name)).toBe(true);
  await name.fill("s1mulated");
  await dialog.getByText("Looks like “simulated”").waitFor();
  await name.fill("simulated");
  await dialog.getByLabel("Parts a month").focus();
  await dialog.getByRole("button", { name: "Add a modem" }).click();
  const refusal = dialog.getByRole("alert").getByText("The modem simulated is given");
  await refusal.waitFor();
  expect(await isInView(refusal)).toBe(true);
  await name.fill("roof");
  await dialog.getByLabel("Parts a day").fill("200");
  await dialog.getByRole("button", { name: "Add a modem" }).click();
  await page.waitForURL("**/modems/roof");
  await page.getByText("2 of 2 modems are ready.").waitFor();
  expect(await page.getByText("up to 200 parts a day").count()).toBeGreaterThan(0);

  await page.getByLabel("Code").fill("*111#");
  await page.getByRole("button", { name: "Ask", exact: true }).click();
  await page.getByText("1: Balance").waitFor();
  await page.getByLabel("Answer to the network").fill("1");
  await page.getByRole("button", { name: "Answer", exact: true }).click();
  await page.getByText("Your balance is 12.34 EUR").waitFor();

  await page.getByRole("button", { name: "Change", exact: true }).click();
  await dialog.getByLabel("Parts a day").fill("150");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "hidden" });
  await page.getByText("up to 150 parts a day").first().waitFor();

  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await page.getByRole("button", { name: "Remove roof" }).click();
  await page.getByText("1 of 1 modem is ready.").waitFor();
  expect(await (await stage.call("/api/v1/modems/roof")).status).toBe(404);

  await page.getByRole("link", { name: "simulated", exact: true }).click();
  await page.getByText("Set by --modem; change it there.").waitFor();
  expect(await page.getByRole("button", { name: "Change", exact: true }).count()).toBe(0);
  expect(watched.problems.filter((problem) => !/ 409 /.test(problem))).toEqual([]);
}, 180_000);
