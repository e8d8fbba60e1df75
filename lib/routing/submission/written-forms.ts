import { phoneNumbers } from "./phone-numbers.ts";

/**
 * Makes what lists the forms in which people write a number: `+49170…`, `0049170…`, `49170…`, and of the home country the
 * national one, `0170…`. A short code has one.
 *
 * @param options.country  home country, ISO 3166-1
 */
export function createWrittenForms(options: { country: string }): (number: string) => string[] {
  const home = options.country.toUpperCase();
  return (number) => {
    if (!number.startsWith("+")) return [number];
    const digits = number.slice(1);
    const forms = [number, `00${digits}`, digits];
    const parsed = phoneNumbers().parsePhoneNumberFromString(number);
    if (parsed?.country === home) forms.push(parsed.formatNational().replace(/\D/g, ""));
    return forms;
  };
}
