/**
 * The documentation page's script, whole in one file: its path on disk, and in the binary that of the copy which the build
 * has put there. Its package brings some 290 others that the gateway never runs, so it is a development dependency; after
 * `bun install --production` there is none, and `/docs` has no page while `/docs/json` has its document.
 */
export const pageScript: string | undefined = await import(
  "../../node_modules/@scalar/api-reference/dist/browser/standalone.js",
  { with: { type: "file" } }
).then(
  (module) => module.default,
  () => undefined,
);
