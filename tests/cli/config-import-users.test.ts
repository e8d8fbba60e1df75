import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { configTransferCommands } from "../../lib/cli/config-transfer.ts";
import { commandsOnData } from "../support/commands-on-data.ts";
import { createEmptyTestDatabase, createTestDatabase, dropTestDatabase, hasPostgres } from "../support/postgres.ts";
import { startPostgresProxy } from "../support/postgres-proxy.ts";
import { sqlOn } from "../support/sql.ts";

const data = commandsOnData(configTransferCommands);
const HASH = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI";
const OTHER = HASH.replace("MTIz", "OTk5");

interface FileUser {
  name: string;
  permissions: string[];
  disabled?: boolean;
  networks?: string[];
  requestsPerMinute?: number;
  identities?: { issuer: string; subject: string }[];
  passwordHash?: string;
}

const user = (number: number): FileUser => ({
  name: `user ${String(number).padStart(4, "0")}`,
  ...(number % 7 === 0 ? { disabled: true } : {}),
  permissions: number % 5 === 0 ? [] : ["http-api", "rest-api"],
  ...(number % 11 === 0 ? { networks: ["10.0.0.0/8", "192.0.2.7"], requestsPerMinute: 60 } : {}),
  ...(number % 3 === 0 ? { identities: [{ issuer: "https://id.example.org", subject: `s-${number}` }] } : {}),
  passwordHash: HASH,
});
const users = (count: number) => Array.from({ length: count }, (_, number) => user(number));

async function imported(given: readonly FileUser[], url: string): Promise<string> {
  const file = data.path("users.json");
  writeFileSync(file, JSON.stringify({ aldis: "configuration", version: 1, users: given }));
  const { status, out, err } = await data.run(["config", "import", file, "--apply", "--database", url]);
  expect({ status, err }).toEqual({ status: 0, err: "" });
  return out;
}

async function exported(url: string): Promise<FileUser[]> {
  const { out } = await data.run(["config", "export", "--passwords", "--database", url]);
  return JSON.parse(out).users;
}

function claims(database: () => Promise<string>): void {
  test("many users come as they are in the file, and change to what another file says", async () => {
    const url = await database();
    try {
      expect(await imported(users(1_203), url)).toContain("users: 1203 added, 0 changed, 0 unchanged");
      expect(await exported(url)).toEqual(users(1_203));
      expect(await imported(users(1_203), url)).toContain("users: 0 added, 0 changed, 1203 unchanged");

      const changed = users(1_203).map((each, number) => ({
        ...user((number + 1) % 1_203),
        name: each.name,
        identities: [{ issuer: "https://id.example.org", subject: `t-${number}` }],
      }));
      expect(await imported(changed, url)).toContain("users: 0 added, 1203 changed, 0 unchanged");
      expect(await exported(url)).toEqual(changed);
    } finally {
      if (!url.startsWith("sqlite:")) await dropTestDatabase(url);
    }
  }, 180_000);

  test("whoever is disabled or gets another password is signed out everywhere, and nobody else", async () => {
    const url = await database();
    const of = (name: string, more: Partial<FileUser> = {}) => ({ name, permissions: [], passwordHash: HASH, ...more });
    try {
      await imported([of("anna"), of("ben"), of("carl"), of("dora")], url);
      await sqlOn(
        url,
        "insert into sessions (id_hash, user_id, created_at, seen_at, address, agent) select name, id, 1, 1, '', '' from users",
      );
      await sqlOn(
        url,
        "insert into api_tokens (user_id, name, name_key, secret_hash, permissions, created_at) select id, 'ci', 'ci', name, '', 1 from users",
      );
      const revisions = async () =>
        (await sqlOn(url, "select revision from users order by name")).map((row) => Number(Object.values(row)[0]));
      const [anna = 0, ben = 0, carl = 0, dora = 0] = await revisions();
      await imported(
        [of("anna", { passwordHash: OTHER }), of("BEN", { disabled: true }), of("carl", { permissions: ["http-api"] })],
        url,
      );
      expect(await sqlOn(url, "select id_hash from sessions order by id_hash")).toEqual([
        { id_hash: "carl" },
        { id_hash: "dora" },
      ]);
      expect(await sqlOn(url, "select secret_hash from api_tokens order by secret_hash")).toEqual([
        { secret_hash: "carl" },
        { secret_hash: "dora" },
      ]);
      expect(await revisions()).toEqual([anna + 1, ben + 1, carl + 1, dora]);
    } finally {
      if (!url.startsWith("sqlite:")) await dropTestDatabase(url);
    }
  }, 180_000);
}

claims(() => Promise.resolve(`sqlite:${data.path("users.sqlite")}`));
if (hasPostgres()) claims(createEmptyTestDatabase);

test.skipIf(!hasPostgres())(
  "PostgreSQL is asked for 500 users at a time, not for each",
  async () => {
    const url = await createTestDatabase();
    try {
      await using proxy = await startPostgresProxy(url);
      const cost = async (given: readonly FileUser[]) => {
        const before = proxy.statements;
        await imported(given, proxy.url);
        return proxy.statements - before;
      };
      const few = await cost(users(1));
      const many = await cost(users(3_000).slice(1));
      expect(many - few).toBeLessThan(60);
      const changed = users(3_000).map((each) => ({ ...each, permissions: ["http-api"] }));
      expect((await cost(changed)) - few).toBeLessThan(60);
    } finally {
      await dropTestDatabase(url);
    }
  },
  180_000,
);
