import { Button } from "@mantine/core";
import { useState } from "react";
import { useSearchParams } from "wouter";
import { dayText, timeText } from "../format.ts";
import { EmptyState } from "../parts/empty-state.tsx";
import { Filters } from "../parts/filters.tsx";
import { List } from "../parts/list.tsx";
import { Detail, ListDetail } from "../parts/list-detail.tsx";
import { PhoneNumber } from "../parts/number.tsx";
import { PageHeader } from "../parts/page-header.tsx";
import { type MessageState, MessageStateBadge } from "../parts/state-badge.tsx";
import { Timeline } from "../parts/timeline.tsx";

interface Message {
  id: number;
  name: string;
  at: string;
  text: string;
  state: MessageState;
}

const NEWEST = Date.UTC(2027, 2, 1, 13, 20);
const NAMES = ["Anna Berg", "+491701234567", "Ben Kurz", "Clara Weiß", "+436641234567"];
const STATES: readonly MessageState[] = ["sent", "delivered", "queued", "delivered", "failed", "delivered", "unknown"];
const TEXTS = [
  "Disk full on db1: 98 % used.",
  "Ventilation in room 3 is off; please look.",
  "Resolved: db1 has 40 % free.",
];
const pick = <T,>(values: readonly T[], at: number): T => values[at % values.length] as T;

const messageAt = (id: number): Message => ({
  id,
  name: pick(NAMES, id),
  at: new Date(NEWEST - id * 47 * 60_000).toISOString(),
  text: pick(TEXTS, id),
  state: pick(STATES, id),
});

const ALL = Array.from({ length: 5_000 }, (_, id) => messageAt(id));
const STORY = [
  { key: 1, at: "2027-03-01T13:02:00Z", shape: "ring", tone: "grey", sentence: "Accepted from apiuser." },
  {
    key: 2,
    at: "2027-03-01T13:02:03Z",
    shape: "dot",
    tone: "green",
    sentence: "Sent by m1, in one part.",
    raw: "+CMGS: 17\nPDU 0001000B91947110325476F80000",
  },
  { key: 3, at: "2027-03-01T13:02:07Z", shape: "check", tone: "green", sentence: "Delivered after 4 s." },
] as const;

export function GalleryList() {
  const [open, setOpen] = useState<Message | undefined>(ALL[1]);
  const [extra, setExtra] = useState(0);
  const [params] = useSearchParams();
  const wanted = params.getAll("state");
  const fresh = Array.from({ length: extra }, (_, index) => messageAt(index - extra));
  const rows = [...fresh, ...ALL].filter(({ state }) => wanted.length === 0 || wanted.includes(state));
  const source = {
    rows,
    isLoading: false,
    isLoadingMore: false,
    hasMore: false,
    loadMore: () => {},
    error: null,
    retry: () => {},
  };
  return (
    <div className="gallery-list">
      <ListDetail
        onClose={() => setOpen(undefined)}
        detail={open && <Opened message={open} onClose={() => setOpen(undefined)} />}
      >
        <PageHeader
          title="Sent"
          primary={<Button variant="filled">Send a message</Button>}
          actions={<Button onClick={() => setExtra(extra + 12)}>Receive 12</Button>}
        >
          5,000 sent this month; 12 failed today.
        </PageHeader>
        <Filters
          name="gallery"
          filters={[
            {
              key: "state",
              label: "State",
              options: ["sent", "failed", "delivered"].map((value) => ({ value, label: value })),
            },
          ]}
        />
        <List
          label="Sent messages"
          source={source}
          keyOf={({ id }) => id}
          dayOf={({ at }) => dayText(at)}
          opened={open?.id}
          onOpen={setOpen}
          bulk={(chosen, clear) => <Button onClick={clear}>Delete {chosen.length}</Button>}
          columns={[
            { key: "state", head: "State", width: "9.5rem", show: ({ state }) => <MessageStateBadge state={state} /> },
            { key: "to", head: "To", width: "9rem", show: ({ name }) => <PhoneNumber number={name} copies={false} /> },
            { key: "text", head: "Text", width: "minmax(0, 1fr)", show: ({ text }) => text },
            { key: "at", head: "Time", width: "3rem", show: ({ at }) => timeText(at), end: true },
          ]}
          narrow={({ name, at, text, state }) => ({
            who: <PhoneNumber number={name} copies={false} />,
            when: timeText(at),
            text,
            state: <MessageStateBadge state={state} />,
          })}
          empty={<EmptyState title="No message fits these filters" />}
          failed="The messages could not be loaded"
        />
      </ListDetail>
    </div>
  );
}

const Opened = ({ message, onClose }: { message: Message; onClose: () => void }) => (
  <Detail
    title={message.text}
    answer={<MessageStateBadge state={message.state} tinted />}
    facts={[
      ["To", <PhoneNumber key="to" number="+491701234567" name="Anna Berg" />],
      ["Modem", "m1"],
    ]}
    actions={<Button>Resend</Button>}
    onClose={onClose}
  >
    <h3>What happened</h3>
    <Timeline events={STORY} />
  </Detail>
);
