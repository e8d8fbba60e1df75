import { expect } from "bun:test";
import type createClient from "openapi-fetch";
import type { paths } from "../../clients/typescript/aldis-api.d.ts";

/** Whatever is there. */
export const ANY = { "if-match": "*" };
export const byId = (id: number) => ({ params: { path: { id } } });

/** A program of the published types. */
export type Client = ReturnType<typeof createClient<paths>>;
type Answered<Data> = Promise<{ data?: Data | undefined; error?: unknown; response: Response }>;

/** What a call that was done gave. */
export async function good<Data>(answered: Answered<Data>): Promise<Data> {
  const { data, error, response } = await answered;
  if (data === undefined) throw new Error(`${response.url}: ${response.status} ${JSON.stringify(error)}`);
  return data;
}

/** A call that gives nothing was done. */
export async function done(answered: Answered<unknown>): Promise<void> {
  const { error, response } = await answered;
  expect({ url: response.url, error, status: response.status }).toEqual({
    url: response.url,
    error: undefined,
    status: 204,
  });
}

/** A call that was refused. */
export async function refused(answered: Answered<unknown>, status: number): Promise<void> {
  const { response } = await answered;
  expect({ url: response.url, status: response.status }).toEqual({ url: response.url, status });
}
