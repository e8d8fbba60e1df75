import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { buildPackage } from "../scripts/package/build.ts";
import { hasProgram, runProgram } from "./support/programs.ts";
import { temporaryDirectory } from "./support/run-cli.ts";

/**
 * The package around a small program in place of the gateway: what is packed is judged here, what is installed in
 * package-install.test.ts. `bun run package` makes the real one.
 */
const PARTS = {
  binary: "/bin/true",
  architecture: "amd64",
  version: "1.2.3",
  epoch: 1_764_000_000,
  compression: "none",
} as const;

describe.skipIf(!hasProgram("dpkg-deb"))("the Debian package", () => {
  let folder = "";
  let deb = "";
  const deb822 = async (field: string) =>
    (await runProgram(["dpkg-deb", "-f", deb, field], { timeoutMs: 60_000 })).output.trim();

  beforeAll(() => {
    folder = temporaryDirectory();
    mkdirSync(join(folder, "one"));
    mkdirSync(join(folder, "other"));
    deb = buildPackage({ ...PARTS, directory: join(folder, "one") });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("is the same, byte for byte, when it is built again", async () => {
    const again = buildPackage({ ...PARTS, directory: join(folder, "other") });
    expect(statSync(again).size).toBeGreaterThan(100_000);
    expect(Bun.SHA256.hash(readFileSync(again), "hex")).toBe(Bun.SHA256.hash(readFileSync(deb), "hex"));
    const later = buildPackage({ ...PARTS, epoch: PARTS.epoch + 1, directory: join(folder, "other") });
    expect(Bun.SHA256.hash(readFileSync(later), "hex")).not.toBe(Bun.SHA256.hash(readFileSync(deb), "hex"));
  });

  test("has every file where Debian wants it, of root, and the settings as a conffile that others cannot read", async () => {
    const { output } = await runProgram(["dpkg-deb", "-c", deb], { timeoutMs: 60_000 });
    const files = output
      .trim()
      .split("\n")
      .map((line) => line.split(/\s+/))
      .filter(([mode]) => !mode?.startsWith("d"));
    const isGuide = ([, , , , , path]: string[]) => path?.endsWith(".md") === true;
    expect(new Set(files.map(([, owner]) => owner))).toEqual(new Set(["root/root"]));
    expect(
      files
        .filter((file) => !isGuide(file))
        .map(([mode, , , , , path]) => `${mode} ${path}`)
        .sort(),
    ).toEqual([
      "-rw-r----- ./etc/aldis/aldis.toml",
      "-rw-r--r-- ./usr/lib/systemd/system/aldis.service",
      "-rw-r--r-- ./usr/lib/sysusers.d/aldis.conf",
      "-rw-r--r-- ./usr/lib/udev/rules.d/71-aldis.rules",
      "-rw-r--r-- ./usr/share/bash-completion/completions/aldis",
      "-rw-r--r-- ./usr/share/doc/aldis/changelog.gz",
      "-rw-r--r-- ./usr/share/doc/aldis/copyright",
      "-rw-r--r-- ./usr/share/fish/vendor_completions.d/aldis.fish",
      "-rw-r--r-- ./usr/share/lintian/overrides/aldis",
      "-rw-r--r-- ./usr/share/man/man1/aldis.1.gz",
      "-rw-r--r-- ./usr/share/zsh/vendor-completions/_aldis",
      "-rwxr-xr-x ./usr/bin/aldis",
    ]);
    expect(await deb822("Conffiles")).toBe("");
    const conffiles = await runProgram(["dpkg-deb", "-I", deb, "conffiles"], { timeoutMs: 60_000 });
    expect(conffiles.output).toBe("/etc/aldis/aldis.toml\n");
    expect(await deb822("Version")).toBe("1.2.3");
  });

  test("has every guide, under the name that commands say below /usr/share/doc/aldis, and the project's changelog", async () => {
    const unpacked = join(folder, "unpacked");
    await runProgram(["dpkg-deb", "-x", deb, unpacked], { timeoutMs: 60_000 });
    const docs = join(unpacked, "usr/share/doc/aldis");
    for (const guide of [
      "docs/install.md",
      "docs/operations.md",
      "docs/decisions/0030-encrypted-texts.md",
      "CHANGELOG.md",
    ]) {
      expect(readFileSync(join(docs, guide), "utf8")).toBe(readFileSync(join(import.meta.dir, "..", guide), "utf8"));
    }
    const changelog = Bun.gunzipSync(readFileSync(join(docs, "changelog.gz")));
    expect(new TextDecoder().decode(changelog)).toMatch(
      /^aldis \(1\.2\.3\) stable; .*\n\n {2}\* What changed: \/usr\/share\/doc\/aldis\/CHANGELOG\.md\n/,
    );
  });

  test.skipIf(!hasProgram("lintian"))("has no errors for lintian", async () => {
    // Packing is left out here, and so is the program that the overrides are about.
    const left = [
      "uses-no-compression-for-data-tarball",
      "uses-no-compression-for-control-tarball",
      "mismatched-override",
    ];
    const command = ["lintian", "--allow-root", "--fail-on", "error", "--suppress-tags", left.join(","), deb];
    const { exit, output } = await runProgram(command, { timeoutMs: 120_000 });
    expect({ exit, errors: output.split("\n").filter((line) => line.startsWith("E:")) }).toEqual({
      exit: 0,
      errors: [],
    });
  });
});
