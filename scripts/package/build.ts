import { chmodSync, copyFileSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { gzipSync, spawnSync } from "bun";

const source = resolve(import.meta.dir, "../..");
const deploy = join(source, "deploy");

/** What a package is made of. */
interface PackageParts {
  /** The compiled program of that architecture. */
  binary: string;
  architecture: "amd64" | "arm64";
  version: string;
  /** `SOURCE_DATE_EPOCH`: seconds since 1970 that every file in it is dated to. */
  epoch: number;
  /** Made when missing. */
  directory: string;
  /** `none` is for tests: packing the binary takes a minute. */
  compression: "xz" | "none";
}

/** Where what is in `deploy/` goes, and with which mode. */
const FILES: readonly { from: string; to: string; mode?: number }[] = [
  { from: "systemd/aldis.service", to: "usr/lib/systemd/system/aldis.service" },
  { from: "sysusers.d/aldis.conf", to: "usr/lib/sysusers.d/aldis.conf" },
  { from: "udev/71-aldis.rules", to: "usr/lib/udev/rules.d/71-aldis.rules" },
  { from: "aldis.toml", to: "etc/aldis/aldis.toml", mode: 0o640 },
  { from: "completions/aldis.bash", to: "usr/share/bash-completion/completions/aldis" },
  { from: "completions/_aldis", to: "usr/share/zsh/vendor-completions/_aldis" },
  { from: "completions/aldis.fish", to: "usr/share/fish/vendor_completions.d/aldis.fish" },
  { from: "debian/copyright", to: "usr/share/doc/aldis/copyright" },
  { from: "debian/lintian-overrides", to: "usr/share/lintian/overrides/aldis" },
];
/** The guides that commands and `aldis doctor` name, without pictures: below this folder they have the names that are said. */
const DOCS = "usr/share/doc/aldis";
const SCRIPTS = ["preinst", "postinst", "prerm", "postrm"];

/**
 * Builds `aldis_VERSION_ARCHITECTURE.deb` and gives its path. The same parts give the same bytes.
 *
 * @throws Error with what dpkg-deb says
 */
export function buildPackage(parts: PackageParts): string {
  const { architecture, version, epoch, directory, compression } = parts;
  const name = `aldis_${version}_${architecture}`;
  const root = join(directory, `.${name}`);
  rmSync(root, { recursive: true, force: true });
  // What it makes has the modes given here, whoever builds it.
  const umask = process.umask(0o022);
  try {
    stage(root, parts);
    const deb = join(directory, `${name}.deb`);
    const command = ["dpkg-deb", "--root-owner-group", `-Z${compression}`, "--build", root, `${deb}.new`];
    const built = spawnSync(command, {
      env: { ...process.env, SOURCE_DATE_EPOCH: String(epoch) },
      stdout: "ignore",
      stderr: "pipe",
    });
    if (!built.success) throw new Error(`dpkg-deb: ${built.stderr}`);
    renameSync(`${deb}.new`, deb);
    return deb;
  } finally {
    process.umask(umask);
    rmSync(root, { recursive: true, force: true });
  }
}

function stage(root: string, { binary, architecture, version, epoch }: PackageParts): void {
  const sums: string[] = [];
  const put = (to: string, bytes: Uint8Array | string, mode = 0o644): void => {
    const path = join(root, to);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    chmodSync(path, mode);
    if (!to.startsWith("DEBIAN/") && !to.startsWith("etc/")) {
      sums.push(`${new Bun.CryptoHasher("md5").update(bytes).digest("hex")}  ${to}`);
    }
  };
  const kept = (path: string) => readFileSync(join(deploy, path));

  const program = join(root, "usr/bin/aldis");
  mkdirSync(dirname(program), { recursive: true });
  copyFileSync(binary, program);
  chmodSync(program, 0o755);
  sums.push(`${new Bun.CryptoHasher("md5").update(readFileSync(program)).digest("hex")}  usr/bin/aldis`);
  for (const { from, to, mode } of FILES) put(to, kept(from), mode);
  put("usr/share/man/man1/aldis.1.gz", gzipped(kept("aldis.1")));
  const guides = ["CHANGELOG.md", ...globSync("docs/**/*.md", { cwd: source }).sort()];
  for (const guide of guides) put(`${DOCS}/${guide}`, readFileSync(join(source, guide)));
  put("usr/share/doc/aldis/changelog.gz", gzipped(changelog(version, epoch)));
  put(
    "DEBIAN/control",
    control({
      architecture,
      version,
      sizeBytes: Bun.file(program).size + guides.reduce((sum, guide) => sum + Bun.file(join(source, guide)).size, 0),
    }),
  );
  put("DEBIAN/conffiles", "/etc/aldis/aldis.toml\n");
  for (const script of SCRIPTS) put(`DEBIAN/${script}`, kept(`debian/${script}`), 0o755);
  put("DEBIAN/md5sums", `${sums.sort((one, other) => (one.slice(34) < other.slice(34) ? -1 : 1)).join("\n")}\n`);
}

/** Without time and name in its header. */
const gzipped = (text: string | Uint8Array): Uint8Array => gzipSync(Buffer.from(text), { level: 9 });

const MAINTAINER = "The Aldis maintainers <maintainers@aldis.invalid>";

function control(facts: Pick<PackageParts, "architecture" | "version"> & { sizeBytes: number }): string {
  return `Package: aldis
Version: ${facts.version}
Architecture: ${facts.architecture}
Maintainer: ${MAINTAINER}
Installed-Size: ${Math.ceil(facts.sizeBytes / 1024) + 500}
Depends: libc6 (>= 2.28), libgcc-s1, init-system-helpers (>= 1.52), systemd | systemd-standalone-sysusers | systemd-sysusers, passwd
Recommends: iputils-ping
Suggests: postgresql
Section: comm
Priority: optional
Description: SMS gateway for programs and people
 Sends and receives text messages with GSM and LTE modems: for programs by
 HTTP, mail and MQTT, for people by a page in the browser. Alarms escalate
 until somebody answers, checks watch machines, rules pass messages on.
 .
 What is accepted is on the disk (SQLite or PostgreSQL) before it is answered.
`;
}

/** As Debian wants one of a package without a revision; what changed is in the project's own changelog beside it. */
function changelog(version: string, epoch: number): string {
  const date = new Date(epoch * 1000).toUTCString().replace("GMT", "+0000");
  return `aldis (${version}) stable; urgency=medium

  * What changed: /usr/share/doc/aldis/CHANGELOG.md

 -- ${MAINTAINER}  ${date}
`;
}
