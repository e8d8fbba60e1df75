import { useMediaQuery } from "@mantine/hooks";

const AT_ONCE = { getInitialValueInEffect: false } as const;

/** Whether this is a telephone's width: rows have two lines, dialogs are sheets, the main button is at the bottom. */
export const useNarrow = (): boolean => useMediaQuery("(max-width: 47.99em)", false, AT_ONCE);

/** Whether a detail has room beside its list. */
export const useBeside = (): boolean => useMediaQuery("(min-width: 68.75em)", true, AT_ONCE);
