import {
  ActionIcon,
  Alert,
  Anchor,
  Badge,
  Button,
  Checkbox,
  createTheme,
  Drawer,
  Input,
  type MantineColorsTuple,
  Menu,
  Modal,
  NumberInput,
  PasswordInput,
  Pill,
  Popover,
  SegmentedControl,
  Select,
  Skeleton,
  Switch,
  Table,
  Tabs,
  Textarea,
  TextInput,
  Tooltip,
} from "@mantine/core";

/** The values are in `tokens.css`, for each scheme; Mantine needs ten names of each colour. */
const named = (name: string, tint: string): MantineColorsTuple => {
  const [strong, light] = [`var(--${name})`, `var(--${tint})`];
  return [light, light, light, strong, strong, strong, strong, strong, strong, strong];
};

const FIELD = { size: "sm" } as const;
const FLOATS = { transitionProps: { duration: 120, transition: "fade" }, shadow: "md" } as const;
/** Locking the scroll writes a style element, which the page's policy refuses: `base.css` does it. */
const DIALOG = {
  lockScroll: false,
  transitionProps: { duration: 140, transition: "fade" },
  overlayProps: { color: "var(--veil)", backgroundOpacity: 1 },
} as const;

/** What every part of Mantine looks like without a property of its own; colours and sizes come from `tokens.css`. */
export const theme = createTheme({
  primaryColor: "accent",
  colors: {
    accent: named("accent", "accent-tint"),
    green: named("green", "green-tint"),
    amber: named("amber", "amber-tint"),
    red: named("red", "red-tint"),
  },
  fontFamily: "var(--font)",
  fontFamilyMonospace: "var(--font-code)",
  defaultRadius: "sm",
  cursorType: "pointer",
  respectReducedMotion: true,
  breakpoints: { xs: "36em", sm: "48em", md: "62em", lg: "68.75em", xl: "80em" },
  components: {
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: "subtle", color: "gray", size: "lg" } }),
    Alert: Alert.extend({ defaultProps: { variant: "light" } }),
    Anchor: Anchor.extend({ defaultProps: { underline: "hover" } }),
    Badge: Badge.extend({ defaultProps: { variant: "light", color: "gray", tt: "none", fw: 400, size: "md" } }),
    Button: Button.extend({ defaultProps: { size: "sm", fw: 600, variant: "default" } }),
    Checkbox: Checkbox.extend({ defaultProps: { size: "sm" } }),
    Drawer: Drawer.extend({ defaultProps: { ...DIALOG, position: "right", size: 440 } }),
    // The error stands at the field, the help under it.
    InputWrapper: Input.Wrapper.extend({
      defaultProps: { inputWrapperOrder: ["label", "input", "error", "description"] },
    }),
    Menu: Menu.extend({ defaultProps: { ...FLOATS, position: "bottom-end", withinPortal: true } }),
    Modal: Modal.extend({ defaultProps: { ...DIALOG, centered: true, size: 480, padding: "lg" } }),
    NumberInput: NumberInput.extend({ defaultProps: FIELD }),
    PasswordInput: PasswordInput.extend({ defaultProps: FIELD }),
    Pill: Pill.extend({ defaultProps: { size: "md" } }),
    Popover: Popover.extend({ defaultProps: FLOATS }),
    SegmentedControl: SegmentedControl.extend({ defaultProps: { size: "sm", transitionDuration: 140 } }),
    Select: Select.extend({ defaultProps: { ...FIELD, checkIconPosition: "right", allowDeselect: false } }),
    Skeleton: Skeleton.extend({ defaultProps: { radius: "sm" } }),
    Switch: Switch.extend({ defaultProps: { size: "sm", color: "accent" } }),
    Table: Table.extend({ defaultProps: { verticalSpacing: 7, horizontalSpacing: "sm" } }),
    Tabs: Tabs.extend({ defaultProps: { keepMounted: false } }),
    Textarea: Textarea.extend({ defaultProps: { ...FIELD, autosize: true, minRows: 3 } }),
    TextInput: TextInput.extend({ defaultProps: FIELD }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, withArrow: false, multiline: true, maw: 320 } }),
  },
});

/**
 * For `MantineProvider`: no style element at all, so the page's policy needs neither a nonce nor an exception. Properties that
 * change with the width (`cols={{ base: 1 }}`, `visibleFrom`) write one and are not to be used: write a class. A colour scheme is
 * set with `useMantineColorScheme({ keepTransitions: true })` for the same reason.
 */
export const PROVIDER = {
  theme,
  withCssVariables: false,
  withGlobalClasses: false,
  deduplicateCssVariables: false,
  defaultColorScheme: "auto",
} as const;
