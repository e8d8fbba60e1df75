import { describe, expect, test } from "bun:test";
import { Content } from "./support/forgetful-disk/content.ts";
import { Names } from "./support/forgetful-disk/names.ts";
import { seededRandom } from "./support/seeded-random.ts";

const SECTOR = 512;
const octets = (length: number, value: number) => new Uint8Array(length).fill(value);
const SEEDS = Array.from({ length: 200 }, (_, seed) => seed + 1);

describe("what a power cut leaves of a file", () => {
  test("everything that was synced, whatever happens", () => {
    for (const seed of SEEDS) {
      const content = new Content();
      content.write(0, octets(3000, 1));
      content.sync(content.changes);
      content.write(3000, octets(3000, 2));
      expect(content.survivors(seededRandom(seed)).subarray(0, 3000)).toEqual(octets(3000, 1));
    }
  });

  test("of what was not synced, sometimes nothing, sometimes all, sometimes sectors", () => {
    const left = SEEDS.map((seed) => {
      const content = new Content(octets(4096, 1));
      content.write(0, octets(4096, 2));
      const after = content.survivors(seededRandom(seed));
      const sectors = Array.from({ length: 8 }, (_, at) => after.subarray(at * SECTOR, (at + 1) * SECTOR));
      // A sector is whole.
      for (const sector of sectors) expect(new Set(sector).size).toBe(1);
      return sectors.map((sector) => sector[0]).join("");
    });
    expect(left).toContain("11111111");
    expect(left).toContain("22222222");
    expect(left.some((sectors) => /12/.test(sectors))).toBe(true);
    expect(left.some((sectors) => /21/.test(sectors))).toBe(true);
  });

  test("a later write without an earlier one", () => {
    const later = SEEDS.filter((seed) => {
      const content = new Content(octets(8192, 1));
      content.write(0, octets(4096, 2));
      content.write(4096, octets(4096, 3));
      const after = content.survivors(seededRandom(seed));
      return after[0] === 1 && after[4096] === 3;
    });
    expect(later).not.toEqual([]);
  });

  test("a size without the data that belongs to it, which is zero then", () => {
    const holes = SEEDS.filter((seed) => {
      const content = new Content();
      content.write(0, octets(4096, 1));
      const after = content.survivors(seededRandom(seed));
      return after.length === 4096 && after.includes(0);
    });
    expect(holes).not.toEqual([]);
  });

  test("each octet as it was at some moment since the last sync", () => {
    for (const seed of SEEDS) {
      const random = seededRandom(seed);
      const content = new Content(octets(5000, 1));
      const values = [0, 1];
      for (let change = 2; change < 12; change++) {
        if (random(4) === 0) content.resize(random(9000));
        else content.write(random(6000), octets(random(3000), change));
        values.push(change);
        if (random(5) === 0) {
          content.sync(content.changes);
          values.splice(0, values.length, 0, ...new Set(content.read(0, content.size)));
        }
      }
      for (const octet of new Set(content.survivors(random))) expect(values).toContain(octet);
    }
  });

  test("what was written, whatever becomes of the writer's buffer", () => {
    const buffer = Buffer.alloc(10, 1);
    const content = new Content();
    content.write(0, buffer);
    buffer.fill(2);
    content.sync(content.changes);
    expect(content.survivors(seededRandom(1))).toEqual(octets(10, 1));
  });

  test("what the disk could not take is seen, and lost whatever is synced later", () => {
    for (const seed of SEEDS) {
      const content = new Content();
      content.write(0, octets(10, 1));
      content.lose(content.changes);
      content.write(10, octets(10, 2));
      content.sync(content.changes);
      expect(content.read(0, 10)).toEqual(octets(10, 1));
      expect(content.survivors(seededRandom(seed))).toEqual(new Uint8Array([...octets(10, 0), ...octets(10, 2)]));
    }
  });

  test("what was written while a sync was under way is not synced by it", () => {
    const content = new Content();
    content.write(0, octets(10, 1));
    const { changes } = content;
    content.write(0, octets(10, 2));
    content.sync(changes);
    const left = new Set(SEEDS.map((seed) => content.survivors(seededRandom(seed))[0]));
    expect(left).toEqual(new Set([1, 2]));
  });
});

describe("what a power cut leaves of a directory", () => {
  const left = (names: Names<string>) =>
    new Set(SEEDS.map((seed) => [...names.survivors(seededRandom(seed))].map((entry) => entry.join("=")).join(" ")));

  test("names that were not synced may be there or not, each by itself", () => {
    const names = new Names(new Map([["old", "1"]]));
    names.add("new", "2");
    names.remove("old");
    expect(left(names)).toEqual(new Set(["old=1", "old=1 new=2", "new=2", ""]));
    names.sync(names.changes);
    expect(left(names)).toEqual(new Set(["new=2"]));
  });

  test("a rename is whole or not at all", () => {
    const names = new Names(
      new Map([
        ["file", "1"],
        ["file.new", "2"],
      ]),
    );
    names.rename("file.new", { to: "file", node: "2" });
    expect(left(names)).toEqual(new Set(["file=1 file.new=2", "file=2"]));
  });
});
