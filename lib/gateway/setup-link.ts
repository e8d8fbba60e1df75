/** The page of the first user. Its code is in the fragment, so that it is in no log of a proxy and no `Referer`. */
export const setupLink = (url: string, code: string): string => `${url}/setup#${code}`;
