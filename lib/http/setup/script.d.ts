/** The script as a text, in the binary too. */
declare module "*/setup-page.js" {
  const script: string;
  export default script;
}
