import axe from "axe-core";
import type { Page } from "playwright-core";
import { defined } from "../../lib/defined.ts";

/** Of axe's rules those that read colours. */
export const COLOUR_RULES: readonly string[] = ["color-contrast", "link-in-text-block"];

/** Of axe's rules dear ones whose findings it never calls serious. */
const NEVER_SERIOUS = [
  "aria-allowed-role",
  "heading-order",
  "landmark-banner-is-top-level",
  "landmark-contentinfo-is-top-level",
  "landmark-main-is-top-level",
  "landmark-no-duplicate-banner",
  "landmark-no-duplicate-contentinfo",
  "landmark-no-duplicate-main",
  "landmark-one-main",
  "landmark-unique",
  "page-has-heading-one",
  "region",
];
const LEFT_OUT = Object.fromEntries(NEVER_SERIOUS.map((rule) => [rule, { enabled: false }]));

/**
 * What axe finds serious or critical in a page as it is now, each with the elements that it means; by some `rules`, or by all.
 *
 * The script goes into a document once, and looks as often as it is asked: to send it is dearer than to run it.
 */
export async function axeFindings(page: Page, rules?: readonly string[]): Promise<string[]> {
  if (!(await page.evaluate("globalThis.axe !== undefined"))) await page.evaluate(axe.source);
  const options = JSON.stringify({ resultTypes: ["violations"], rules: LEFT_OUT, ...defined({ runOnly: rules }) });
  const { violations } = (await page.evaluate(
    `axe.run(document, ${options}).then(({ violations }) => ({ violations }))`,
  )) as Pick<axe.AxeResults, "violations">;
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  return serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}
