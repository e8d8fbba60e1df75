import axe from "axe-core";
import type { Page } from "playwright-core";

/**
 * What axe finds serious or critical in a page as it is now, each with the elements that it means.
 *
 * The script goes into a document once, and looks as often as it is asked: to send it is dearer than to run it.
 */
export async function axeFindings(page: Page): Promise<string[]> {
  if (!(await page.evaluate("globalThis.axe !== undefined"))) await page.evaluate(axe.source);
  const { violations } = (await page.evaluate(
    `axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => ({ violations }))`,
  )) as Pick<axe.AxeResults, "violations">;
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  return serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}
