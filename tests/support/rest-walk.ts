import { expect } from "bun:test";
import createClient from "openapi-fetch";
import { eventually } from "./eventually.ts";
import type { components, paths } from "./rest-client.generated.ts";

type Message = components["schemas"]["Message"];
type Contact = components["schemas"]["Contact"];

/** A client as a stranger generates it from the document, with a token as soon as `signIn` was called. */
function createRestClient(url: string) {
  /** Operations that were called, as `GET /api/messages/{id}`. */
  const called = new Set<string>();
  let jwt: string | undefined;
  const client = createClient<paths>({
    baseUrl: url,
    // As the document has it: lists are written with commas.
    querySerializer: { array: { style: "form", explode: false } },
  });
  client.use({
    onRequest({ request, schemaPath }) {
      called.add(`${request.method} ${schemaPath}`);
      if (jwt !== undefined) request.headers.set("authorization", `Bearer ${jwt}`);
    },
  });
  return {
    ...client,
    called,
    async signIn(username: string, password: string) {
      const { data } = await client.POST("/api/signin", { body: { username, password } });
      jwt = wanted(data).jwt;
    },
  };
}

/**
 * Calls every operation of the API as a client would that is new to it, checks what comes back, and that the document
 * describes nothing that was not called.
 *
 * @param url  of a gateway on which nothing was done before; `user` holds `rest-api` and what its parts need
 */
export async function walkRestApi(url: string, user: { name: string; password: string }): Promise<void> {
  const client = createRestClient(url);
  await client.signIn(user.name, user.password);
  expect(wanted((await client.GET("/api/user/me")).data)).toMatchObject({
    name: user.name,
    rights: ["contacts", "groups", "incoming-messages", "rest-api", "sent-messages"],
  });
  const state = wanted((await client.GET("/api/state")).data);
  expect(state.unit.model).toBe("Aldis");
  expect(["SIGNAL_OK", "SIGNAL_WARNING", "SIGNAL_TOO_WEAK", "NO_SIGNAL"]).toContain(state.sim.state);

  const groupId = await walkGroups(client);
  const contact = await walkContacts(client, groupId);
  await walkMessages(client, { contact, groupId });

  const id = { params: { path: { id: contact.id } } };
  await goneOnce(() => client.DELETE("/api/contacts/{id}", id));
  const group = { params: { path: { id: groupId } } };
  await goneOnce(() => client.DELETE("/api/contactgroups/{id}", group));

  const document = wanted((await client.GET("/api/state/spec.json")).data) as unknown as DocumentedPaths;
  const yaml = await client.GET("/api/state/spec.yml", { parseAs: "text" });
  expect(Bun.YAML.parse(wanted(yaml.data))).toEqual(document);
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect([...client.called].sort()).toEqual(described.sort());
}

interface DocumentedPaths {
  paths: Record<string, Record<string, unknown>>;
}
type Client = ReturnType<typeof createRestClient>;

async function walkGroups(client: Client): Promise<number> {
  expect((await client.GET("/api/contactgroups")).data).toEqual([]);
  const added = wanted((await client.POST("/api/contactgroups", { body: { name: "admin" } })).data);
  const params = { path: { id: added.id } };
  const renamed = await client.POST("/api/contactgroups/{id}", { params, body: { name: "admins" } });
  expect(renamed.data).toEqual({ id: added.id, name: "admins" });
  expect((await client.GET("/api/contactgroups/{id}", { params })).data).toEqual({ id: added.id, name: "admins" });
  const list = await client.GET("/api/contactgroups", { params: { query: { limit: 5, page: 1 } } });
  expect(list.data).toEqual([{ id: added.id, name: "admins" }]);
  const taken = await client.POST("/api/contactgroups", { body: { name: "ADMINS" } });
  expect({ status: taken.response.status, code: taken.error?.code }).toEqual({ status: 409, code: 409 });
  return added.id;
}

async function walkContacts(client: Client, groupId: number): Promise<Contact> {
  const body = { name: "Anna", number: "0170 1234567", email: "anna@example.org", groups: [groupId] };
  const added = wanted((await client.POST("/api/contacts", { body })).data);
  const groups = [{ id: groupId, name: "admins" }];
  const expected = { id: added.id, type: "contact", name: "Anna", number: "+491701234567", email: body.email, groups };
  expect(added).toEqual(expected as Contact);
  const params = { path: { id: added.id } };
  const changed = await client.POST("/api/contacts/{id}", { params, body: { name: "Anna Admin", email: "" } });
  const anna = { ...expected, name: "Anna Admin", email: "" } as Contact;
  expect(changed.data).toEqual(anna);
  expect((await client.GET("/api/contacts/{id}", { params })).data).toEqual(anna);
  expect((await client.GET("/api/contacts")).data).toEqual([anna]);
  const ofGroup = await client.GET("/api/contacts", { params: { query: { group: ["admins", "nobody"], limit: 1 } } });
  expect(ofGroup.data).toEqual([anna]);
  expect((await client.GET("/api/contacts", { params: { query: { group: ["nobody"] } } })).data).toEqual([]);
  const members = await client.GET("/api/contactgroups/{id}/contacts", { params: { path: { id: groupId } } });
  expect(members.data).toEqual([anna]);
  return anna;
}

async function walkMessages(
  client: Client,
  { contact, groupId }: { contact: Contact; groupId: number },
): Promise<void> {
  const { data: sent } = await client.POST("/api/messages", {
    body: {
      recipients: [
        { to: "+491719876543" },
        { to: "anna admin", target: "contact" },
        { to: String(groupId), target: "contactgroup" },
      ],
      text: "Disk full",
      provider: "sms",
      type: "default",
    },
  });
  // The contact and the only member of the group are one: she gets it once.
  expect(wanted(sent).map(({ recipients }) => recipients[0]?.number)).toEqual(["+491719876543", contact.number]);
  expect(wanted(sent)[1]?.recipients).toEqual([contact]);
  const query = { type: ["sent" as const, "queued" as const], provider: ["sms" as const], limit: 10, page: 1 };
  const listed = await eventually("both are sent", async () => {
    const { data } = await client.GET("/api/messages", { params: { query: { ...query, type: ["sent"] } } });
    return data?.length === 2 && data;
  });
  const [newest] = listed as [Message, Message];
  const params = { path: { id: newest.id } };
  expect((await client.GET("/api/messages/{id}", { params })).data).toEqual(newest);
  await goneOnce(() => client.DELETE("/api/messages/{id}", { params }));
  expect((await client.GET("/api/messages")).data).toEqual([]);
}

/** What is removed is answered empty and good; then there is nothing to remove. */
async function goneOnce(remove: () => Promise<{ response: Response; error?: { code: number } }>): Promise<void> {
  const { response } = await remove();
  expect({ status: response.status, length: response.headers.get("content-length") }).toEqual({
    status: 200,
    length: "0",
  });
  const again = await remove();
  expect({ status: again.response.status, code: again.error?.code }).toEqual({ status: 404, code: 404 });
}

function wanted<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error("the call was refused");
  return value;
}
