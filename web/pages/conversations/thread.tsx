import { UnstyledButton } from "@mantine/core";
import { IconArrowDown } from "@tabler/icons-react";
import { Fragment, type RefObject, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useSession } from "../../app/session.tsx";
import { dayText } from "../../format.ts";
import type { ListSource } from "../../parts/use-cursor-list.ts";
import { useWords } from "../../words/index.ts";
import { Bubble } from "./bubble.tsx";
import { continues, type Entry, entryAt, entryKey, isUnread } from "./entries.ts";
import { useMarkRead } from "./use-conversation.ts";

/** So far from its end somebody reads older messages: new ones must not move them. */
const AWAY_PX = 80;
/** Older messages are asked for before their place is in sight. */
const AHEAD_PX = 800;
const DAY_MS = 86_400_000;

/** The messages, newest at the bottom. It scrolls from its end on, so older ones come in above without moving anything. */
export function Thread({ number, source, find }: { number: string; source: ListSource<Entry>; find: string }) {
  const { t } = useWords();
  const { me } = useSession();
  const scroller = useRef<HTMLElement>(null);
  const entries = useMemo(() => source.rows.toReversed(), [source.rows]);
  const [firstUnread] = useState(() => entries.find(isUnread));
  const lastOwn = entries.findLast(({ direction }) => direction === "outgoing");
  const { missed, isAway, onScroll, toNewest } = useEnd(scroller, entries, me.id);
  useReadWhenSeen(scroller, entries, useMarkRead(number));

  const { hasMore, loadMore } = source;
  const lookAhead = () => {
    const box = scroller.current;
    if (box !== null && hasMore && box.scrollHeight - box.clientHeight + box.scrollTop < AHEAD_PX) loadMore();
  };
  useEffect(lookAhead);

  return (
    <div className="thread">
      <section
        className="thread-scroller"
        ref={scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={t("conversations.messages")}
        onScroll={() => {
          onScroll();
          lookAhead();
        }}
      >
        <ol className="thread-messages">
          {source.isLoadingMore && <li className="thread-line">{t("parts.list.loading")}</li>}
          {entries.map((entry, index) => {
            const before = entries[index - 1];
            const day = dayText(entryAt(entry));
            const isNewDay = before === undefined || dayText(entryAt(before)) !== day;
            const isFirstUnread = firstUnread !== undefined && entryKey(firstUnread) === entryKey(entry);
            const sender = entry.outgoing?.user;
            return (
              <Fragment key={entryKey(entry)}>
                {isNewDay && <li className="thread-line">{dayName(entryAt(entry), t)}</li>}
                {isFirstUnread && <li className="thread-line thread-line-new">{t("conversations.newFromHere")}</li>}
                <Bubble
                  entry={entry}
                  isContinued={!isNewDay && !isFirstUnread && continues(entry, before)}
                  showsState={entry === lastOwn}
                  find={find}
                  author={sender === undefined || sender.id === me.id ? undefined : sender.name}
                />
              </Fragment>
            );
          })}
        </ol>
      </section>
      {isAway && (
        <UnstyledButton className="thread-newest" data-missed={missed > 0 || undefined} onClick={toNewest}>
          <IconArrowDown size={16} aria-hidden="true" />
          {missed > 0 ? t("parts.list.fresh", { count: missed }) : t("conversations.newest")}
        </UnstyledButton>
      )}
    </div>
  );
}

function dayName(at: string, t: ReturnType<typeof useWords>["t"]): string {
  const day = dayText(at);
  if (day === dayText(Date.now())) return t("conversations.today");
  return day === dayText(Date.now() - DAY_MS) ? t("conversations.yesterday") : day;
}

/** Stays at the end while one is there, and where one reads otherwise. */
function useEnd(scroller: RefObject<HTMLElement | null>, entries: readonly Entry[], userId: number) {
  const [isAway, setAway] = useState(false);
  const [missed, setMissed] = useState(0);
  const height = useRef(0);
  const newest = entries.at(-1);
  const newestKey = newest === undefined ? undefined : entryKey(newest);
  const known = useRef(newestKey);

  useLayoutEffect(() => {
    const box = scroller.current;
    if (box === null) return;
    const grown = box.scrollHeight - height.current;
    height.current = box.scrollHeight;
    if (known.current === newestKey) return;
    known.current = newestKey;
    if (newest?.outgoing?.user?.id === userId) box.scrollTop = 0;
    else if (box.scrollTop < -AWAY_PX) {
      box.scrollTop -= grown;
      setMissed((count) => count + 1);
    }
  });

  return {
    missed,
    isAway,
    onScroll() {
      const isNowAway = (scroller.current?.scrollTop ?? 0) < -AWAY_PX;
      setAway(isNowAway);
      if (!isNowAway) setMissed(0);
    },
    toNewest() {
      scroller.current?.scrollTo({ top: 0, behavior: "smooth" });
      scroller.current?.focus({ preventScroll: true });
    },
  };
}

/** What is in sight of somebody who looks at the page is read. */
function useReadWhenSeen(
  scroller: RefObject<HTMLElement | null>,
  entries: readonly Entry[],
  markRead: (id: number) => Promise<void>,
): void {
  const marked = useRef(new Set<number>());
  // biome-ignore lint/correctness/useExhaustiveDependencies: new messages are looked at too
  useEffect(() => {
    const box = scroller.current;
    if (box === null) return undefined;
    const see = (id: number) => {
      if (marked.current.has(id)) return;
      marked.current.add(id);
      // It stays unread, and is tried again when it is seen again.
      markRead(id).catch(() => marked.current.delete(id));
    };
    const observer = new IntersectionObserver(
      (seen) => {
        if (document.visibilityState !== "visible") return;
        for (const { isIntersecting, target } of seen) {
          if (isIntersecting && target instanceof HTMLElement) see(Number(target.dataset.unread));
        }
      },
      { root: box },
    );
    const watch = () => {
      observer.disconnect();
      for (const bubble of box.querySelectorAll("[data-unread]")) observer.observe(bubble);
    };
    watch();
    document.addEventListener("visibilitychange", watch);
    return () => {
      observer.disconnect();
      document.removeEventListener("visibilitychange", watch);
    };
  }, [scroller, entries, markRead]);
}
