/** Embedded as a file: the import gives its path, in the binary too. */
declare module "*/web.pack" {
  const path: string;
  export default path;
}
