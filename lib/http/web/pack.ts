import { gunzipSync } from "bun";
import { findPack } from "./pack-file.ts";

type Range = [start: number, end: number];

interface Index {
  script: string;
  style: string;
  files: Readonly<Record<string, { type: string; br: Range; gzip: Range }>>;
}

/** The built page: names of script and style, and answers with its assets, read from the file each time. */
export interface Pack {
  readonly script: string;
  readonly style: string;
  /** `undefined`: no asset has this name. @throws what reading the file throws */
  answer(name: string, request: Request): Promise<Response | undefined>;
}

/** A name has a hash of what is in it. */
const KEPT = "public, max-age=31536000, immutable";

let opened: { changedAt: number; pack: Pack } | undefined;

/** Opens the built page, once for each build; undefined without one. @throws what reading the file throws */
export async function openPack(): Promise<Pack | undefined> {
  const path = await findPack();
  if (path === undefined) return undefined;
  const changedAt = Bun.file(path).lastModified;
  if (opened?.changedAt !== changedAt) opened = { changedAt, pack: await readPack(path) };
  return opened.pack;
}

async function readPack(path: string): Promise<Pack> {
  const file = Bun.file(path);
  const length = new DataView(await file.slice(0, 8).arrayBuffer()).getUint32(0);
  const { script, style, files } = (await file.slice(8, 8 + length).json()) as Index;
  const bytes = ([start, end]: Range) => file.slice(8 + length + start, 8 + length + end);
  return {
    script,
    style,
    async answer(name: string, request: Request) {
      const asset = Object.hasOwn(files, name) ? files[name] : undefined;
      if (asset === undefined) return undefined;
      const coding = codingFor(request.headers.get("accept-encoding"));
      const etag = `"${name}${coding === undefined ? "" : `-${coding}`}"`;
      const headers: Record<string, string> = { "cache-control": KEPT, etag, vary: "accept-encoding" };
      if (request.headers.get("if-none-match")?.split(/, */).includes(etag)) {
        return new Response(null, { status: 304, headers });
      }
      headers["content-type"] = asset.type;
      if (coding !== undefined) headers["content-encoding"] = coding;
      if (coding !== undefined)
        return new Response(await bytes(asset[coding === "br" ? "br" : "gzip"]).bytes(), { headers });
      return new Response(gunzipSync(await bytes(asset.gzip).bytes()), { headers });
    },
  };
}

/** RFC 9110 §12.5.3, for what there is: a coding with `q=0` is refused. */
function codingFor(accepted: string | null): "br" | "gzip" | undefined {
  const codings = (accepted ?? "").slice(0, 200).toLowerCase().split(",");
  const takes = (name: string) =>
    codings.some((each) => {
      const [coding = "", ...parameters] = each.split(";").map((part) => part.trim());
      return coding === name && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
    });
  if (takes("br")) return "br";
  return takes("gzip") ? "gzip" : undefined;
}
