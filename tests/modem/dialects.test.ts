import { expect, test } from "bun:test";
import { chooseDialect, dialects } from "../../lib/modem/index.ts";
import { PROFILES } from "../../lib/modem/simulator/index.ts";
import { startModemOnSimulator } from "../support/simulated-modem.ts";

test.each([
  ["SIMCOM_Ltd", "SIMCOM_SIM800L", "simcom-800"],
  ["SIMCOM_Ltd", "SIMCOM_SIM900", "simcom-800"],
  ["SIMCOM INCORPORATED", "SIMCOM_SIM7600E-H", "simcom-7600"],
  ["SIMCOM_Ltd", "SIMCOM_SIM7000E", "simcom-7600"],
  ["SIMCOM INCORPORATED", "SIM8200EA-M2", "simcom-7600"],
  ["Quectel", "EC25", "quectel-ec25"],
  ["Quectel", "EG25", "quectel-ec25"],
  ["Quectel_Ltd", "Quectel_M26", "quectel-m26"],
  ["Quectel", "BG95-M3", "quectel-m26"],
  ["huawei", "E173", "huawei"],
  ["Huawei Technologies Co., Ltd.", "ME909s-120", "huawei"],
  ["Telit", "LE910C1-EU", "telit"],
  ["u-blox", "SARA-G350", "u-blox"],
  ["Cinterion", "BGS2-W", "cinterion"],
  ["SIEMENS", "TC35i", "cinterion"],
  ["Sierra Wireless, Incorporated", "MC7304", "sierra"],
  ["ZTE INCORPORATED", "MF180", "zte"],
  ["WAVECOM MODEM", "MULTIBAND  900E  1800", "wavecom"],
  ["Nokia", "Nokia E51", "nokia-s60"],
  ["Aldis", "Simulated Modem", "plain"],
  ["", "", "plain"],
])("%s %s belongs to %s", (manufacturer, model, name) => {
  expect(chooseDialect({ manufacturer, model, revision: "", imei: "" }).name).toBe(name);
});

test("every family has a name of its own", () => {
  expect(new Set(dialects.map(({ name }) => name)).size).toBe(dialects.length);
});

/** What the start chooses on each profile: by the family's data, out of what the test commands offer. */
const chosen: Record<string, { name: string; csms: number; cnmi?: string; storage?: string }> = {
  generic: { name: "plain", csms: 1, cnmi: "2,1,0,1,0", storage: "SM" },
  sim800: { name: "simcom-800", csms: 1, cnmi: "2,1,0,1,0", storage: "SM" },
  sim7600: { name: "simcom-7600", csms: 1, cnmi: "2,1,0,1,0", storage: "SM" },
  ec25: { name: "quectel-ec25", csms: 1, cnmi: "2,1,0,1,0", storage: "SM" },
  m26: { name: "quectel-m26", csms: 0, cnmi: "2,1,0,1,0", storage: "SM" },
  bg95: { name: "quectel-m26", csms: 0, cnmi: "2,1,0,1,0", storage: "SM" },
  huawei: { name: "huawei", csms: 1, cnmi: "2,1,0,1,0", storage: "SM" },
  telit: { name: "telit", csms: 1, cnmi: "2,1,0,1,0", storage: "SM" },
  ublox: { name: "u-blox", csms: 1, cnmi: "2,1,0,2,0", storage: "SM" },
  cinterion: { name: "cinterion", csms: 1, cnmi: "2,1,0,1,1", storage: "SM" },
  sierra: { name: "sierra", csms: 1, cnmi: "2,1,0,1,0", storage: "SM" },
  zte: { name: "zte", csms: 1, cnmi: "2,1,0,1,0", storage: "SM" },
  wavecom: { name: "wavecom", csms: 1, cnmi: "2,1,0,1,0", storage: "SM" },
  nokia: { name: "nokia-s60", csms: 0, storage: "ME" },
};

test.each(Object.keys(PROFILES))("%s is started with what suits it, without a recovery", async (profile) => {
  const { modem, until, simulated } = await startModemOnSimulator({ simulator: { profile } });
  expect(modem.status.dialect).toEqual(chosen[profile] as NonNullable<typeof modem.status.dialect>);
  expect(modem.status.recoveries).toBeUndefined();
  expect(modem.status.sim?.iccid).toBe(profile === "nokia" ? undefined : simulated.state.sim.iccid);
  await until(modem.stop());
});
