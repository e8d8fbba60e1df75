import { contactOf } from "./states.ts";
import type { Stage } from "./support.ts";

/** Fills the address book of a stage: members, a group, its shifts. */
export async function addGroup(
  stage: Stage,
  name: string,
  {
    members = [],
    shifts,
    timeZone = "Europe/Berlin",
  }: { members?: string[]; shifts?: Shift[]; timeZone?: string } = {},
): Promise<{ id: number; contacts: number[] }> {
  const contacts = await Promise.all(members.map((member) => contactOf(stage, member, numberOf(member))));
  const { id } = (await (await send(stage, "/groups", "POST", { name })).json()) as { id: number };
  if (contacts.length > 0) await send(stage, `/groups/${id}/members`, "POST", { contacts });
  if (shifts !== undefined) {
    const body = { timeZone, shifts: shifts.map(({ who, ...shift }) => ({ ...shift, contact: contacts[who] })) };
    await send(stage, `/groups/${id}/shifts`, "PUT", body);
  }
  return { id, contacts };
}

/** Whether a page has added this group before: pages share one gateway. */
export async function hasGroup(stage: Stage, name: string): Promise<boolean> {
  const { items } = await read<{ items: { name: string }[] }>(stage, `/groups?q=${encodeURIComponent(name)}`);
  return items.some((group) => group.name === name);
}

interface Shift {
  /** Place in the list of members. */
  who: number;
  days: string[];
  from: string;
  to: string;
}

/** Calls the API as the administrator; whatever is there is replaced. */
export async function send(stage: Stage, path: string, method: string, body: object): Promise<Response> {
  const answer = await stage.call(`/api/v1${path}`, {
    method,
    headers: { "content-type": "application/json", "if-match": "*" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}

export async function read<Answer>(stage: Stage, path: string): Promise<Answer> {
  return (await (await stage.call(`/api/v1${path}`)).json()) as Answer;
}

/** Each name has a number of its own, in every test. */
const numberOf = (name: string) => `+49170${String(Number(Bun.hash.crc32(name)) % 10_000_000).padStart(7, "0")}`;
