import { base } from "../api.ts";

/** A path of the browser as the router has it, without the base. */
export const baseless = (path: string | undefined): string | undefined => {
  const inside = path?.startsWith(base) === true ? `/${path.slice(base.length)}` : undefined;
  return inside === "/" ? undefined : inside;
};

/** A part of a path that the router has decoded already but for reserved characters. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
