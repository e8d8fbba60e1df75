import { type TestGateway, until } from "../../support/gateway.ts";

let made = 0;

/** A modem that the gateway simulates; there is one, unless others were added. */
export async function simulated(gateway: TestGateway): Promise<{ name: string }> {
  const body = JSON.stringify({ name: "simulated", device: "simulated" });
  await gateway.as("clerk")("/api/v1/modems", { method: "POST", body });
  return { name: "simulated" };
}

/** The same, once it can be asked. */
export async function ready(gateway: TestGateway): Promise<{ name: string }> {
  const modem = await simulated(gateway);
  await until<{ state: string }>(
    "the modem is ready",
    () => gateway.as("clerk")(`/api/v1/modems/${modem.name}`),
    ({ state }) => state === "ready",
  );
  return modem;
}

/** A modem with a name of its own. */
export async function aModem(gateway: TestGateway): Promise<{ name: string }> {
  const name = `modem-${++made}`;
  const body = JSON.stringify({ name, device: "simulated" });
  await gateway.as("clerk")("/api/v1/modems", { method: "POST", body });
  return { name };
}
