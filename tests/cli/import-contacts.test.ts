import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { contactCommands } from "../../lib/cli/contact.ts";
import { importCommands } from "../../lib/cli/import.ts";
import { openStore } from "../../lib/store/index.ts";
import { commandsOnData } from "../support/commands-on-data.ts";
import { smsdOnSqlite } from "../support/peers/gammu-sql.ts";
import { hasProgram } from "../support/programs.ts";

const cli = commandsOnData([...importCommands, ...contactCommands]);
const contacts = async () => (await cli.run(["contact", "list"])).out;

test("the address book of a brevis.one moves with its groups; a second import changes nothing", async () => {
  const file = cli.path("book.csv");
  writeFileSync(file, "anna;0049170 1234567;anna@example.org;duty,ops\nbernd;0171 9876543;;ops\ncarl;nobody;;\n");
  expect(await cli.run(["import", "brevis", file, "--dry-run"])).toMatchObject({
    status: 0,
    out: "contacts: 2 would be added, 0 would be changed, 0 there already, 1 refused\ngroups: 2 would be added\n",
  });
  expect(await contacts()).toBe("");
  const { out, err, status } = await cli.run(["import", "brevis", file]);
  expect(status).toBe(0);
  expect(err).toStartWith("line 3: refused: carl: ");
  expect(out).toBe("contacts: 2 added, 0 changed, 0 there already, 1 refused\ngroups: 2 added\n");
  expect(await contacts()).toBe(
    "1  anna   +491701234567  anna@example.org  duty, ops\n2  bernd  +491719876543  -                 ops\n",
  );
  expect((await cli.run(["import", "brevis", file])).out).toBe(
    "contacts: 0 added, 0 changed, 2 there already, 1 refused\ngroups: 0 added\n",
  );
});

test("the phone book of an SMSEagle moves by its header row, and columns that nothing is taken of are named", async () => {
  const file = cli.path("phonebook.csv");
  writeFileSync(file, 'Name,Number,Email,Group,Shift\n"Anna",+491701234567,anna@example.org,ops,night\n');
  expect(await cli.run(["import", "smseagle", file])).toMatchObject({
    status: 0,
    err: "",
    out: "contacts: 1 added, 0 changed, 0 there already, 0 refused\ngroups: 1 added\nhas no counterpart here: the columns Shift\n",
  });
  expect(await contacts()).toBe("1  Anna  +491701234567  anna@example.org  ops\n");
  expect((await cli.run(["import", "smseagle", file])).out).toStartWith(
    "contacts: 0 added, 0 changed, 1 there already",
  );
});

test("a file that is not there is said to be so", async () => {
  const { status, err } = await cli.run(["import", "brevis", "/nowhere/book.csv"]);
  expect(status).not.toBe(0);
  expect(err).toContain("/nowhere/book.csv cannot be read");
});

/** What Kalkun adds to the tables of gammu-smsd. */
const KALKUN = `
  create table user (id_user integer primary key, username text, realname text, password text, phone_number text, level text);
  create table pbk (ID integer primary key, GroupID integer default -1, Name text, Number text, id_user integer, is_public text);
  create table pbk_groups (Name text, ID integer primary key, id_user integer, is_public text);
  create table user_group (id_group integer primary key, id_pbk integer, id_pbk_groups integer, id_user integer);
  create table user_inbox (id_inbox integer primary key, id_user integer, trash integer default 0);
  create table user_sentitems (id_sentitems integer primary key, id_user integer, trash integer default 0);
  create table user_templates (id_template integer primary key, id_user integer, Name text, Message text);
  alter table inbox add column id_folder integer not null default 1;
  alter table inbox add column readed text not null default 'false';
  alter table sentitems add column id_folder integer not null default 3;
  insert into user values (1, 'kalkun', 'Kalkun SMS', 'secret', '1', 'admin');
  insert into pbk_groups (Name, ID) values ('ops', 1), ('duty, night', 2);
  insert into pbk (ID, GroupID, Name, Number) values (1, -1, 'Anna', '+491701234567'), (2, 1, 'Bernd', '0171 9876543'),
    (3, -1, 'anna', '+491701234568');
  insert into user_group (id_pbk, id_pbk_groups) values (1, 1), (1, 2);
  insert into user_templates values (1, 1, 'hello', 'Hello');
  insert into inbox (ID, ReceivingDateTime, Text, TextDecoded, SenderNumber, UDH, RecipientID, id_folder, readed) values
    (1, '2026-05-01 12:00:00', '', 'read', '+491701234567', '', 'GSM1', 1, 'true'),
    (2, '2026-05-01 12:01:00', '', 'unread', '+491701234567', '', 'GSM1', 1, 'false'),
    (3, '2026-05-01 12:02:00', '', 'thrown away', '+491701234567', '', 'GSM1', 1, 'true'),
    (4, '2026-05-01 12:03:00', '', 'win money', '+491701234567', '', 'GSM1', 6, 'true');
  insert into user_inbox values (3, 1, 1);
  insert into sentitems (ID, InsertIntoDB, SendingDateTime, Text, TextDecoded, DestinationNumber, UDH, SenderID, CreatorID, Status) values
    (1, '2026-05-01 12:00:00', '2026-05-01 12:00:05', '', 'kept', '+491701234567', '', 'GSM1', '', 'SendingOKNoReport'),
    (2, '2026-05-01 12:00:00', '2026-05-01 12:00:05', '', 'gone', '+491701234567', '', 'GSM1', '', 'SendingOK');
  insert into user_sentitems values (2, 1, 1);`;

test.skipIf(!hasProgram("gammu-smsd"))("Kalkun's messages and phone book move, without trash and spam", async () => {
  mkdirSync(cli.path("kalkun"));
  const { file } = smsdOnSqlite(cli.path("kalkun"));
  {
    using database = new Database(file);
    database.run(KALKUN);
  }
  const { status, out, err } = await cli.run(["import", "kalkun", file, "--time-zone", "Europe/Berlin"]);
  expect({ status, err }).toEqual({ status: 0, err: "" });
  expect(out).toBe(
    [
      "outgoing messages: 1 added, 0 there already",
      "incoming messages: 2 added, 0 there already",
      "not imported; where an option or a command is named, it does the same here:",
      "  1 × inbox: in the trash",
      "  1 × inbox: in spam",
      "  1 × sentitems: in the trash",
      "  1 × user kalkun (admin): aldis user add kalkun; passwords do not move",
      "  1 × user_templates: aldis template add",
      "contacts: 3 added, 0 changed, 0 there already, 0 refused",
      "groups: 2 added",
      "",
    ].join("\n"),
  );
  expect(await contacts()).toBe(
    "1  Anna                  +491701234567  -  duty, night, ops\n3  anna (+491701234568)  +491701234568  -  -\n2  Bernd                 +491719876543  -  ops\n",
  );
  const store = await openStore({ url: cli.database() });
  try {
    const read = await Promise.all([1, 2].map(async (id) => (await store.inbox.find(id))?.readAt !== undefined));
    expect(read).toEqual([true, false]);
    expect((await store.outbox.find(1))?.message).toMatchObject({
      text: "kept",
      state: "sent",
      sentAt: Date.parse("2026-05-01T12:00:05+02:00"),
    });
  } finally {
    await store.close();
  }
  const again = await cli.run(["import", "kalkun", file, "--time-zone", "Europe/Berlin"]);
  expect(again.out).toMatch(
    /^outgoing messages: 0 added, 1 there already\nincoming messages: 0 added, 2 there already\n/,
  );
  expect(again.out).toContain("contacts: 0 added, 0 changed, 3 there already");
  expect((await cli.run(["import", "gammu", file])).out).toMatch(/^outgoing messages: 1 added, 1 there already\n/);
});
