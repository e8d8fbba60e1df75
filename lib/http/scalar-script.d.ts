/** Embedded as a file: the import gives its path, in the binary too. */
declare module "*/standalone.js" {
  const path: string;
  export default path;
}
