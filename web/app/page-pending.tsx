import { Skeleton } from "@mantine/core";

/** While a page's part is loaded: its header and a few rows, in their final place. */
export const PagePending = () => (
  <div aria-hidden className="page-pending">
    <Skeleton h={28} w="min(16rem, 60%)" />
    <Skeleton h={16} w="min(28rem, 90%)" mt={12} mb={24} />
    <Skeleton h={36} mb={4} />
    <Skeleton h={36} mb={4} />
    <Skeleton h={36} />
  </div>
);
