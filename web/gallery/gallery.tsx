import "./gallery.css";
import { Button } from "@mantine/core";
import { useState } from "react";
import { Chart, Sparkline } from "../parts/chart.tsx";
import { Confirm } from "../parts/confirm.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { ErrorState } from "../parts/error-state.tsx";
import { Handset } from "../parts/handset.tsx";
import { PhoneNumber } from "../parts/number.tsx";
import { PageHeader } from "../parts/page-header.tsx";
import { RecipientsProgress } from "../parts/progress.tsx";
import { type MessageState, MessageStateBadge, type ModemState, ModemStateBadge } from "../parts/state-badge.tsx";
import { tellDone } from "../parts/undo.tsx";
import { GalleryForm } from "./gallery-form.tsx";
import { GalleryList } from "./gallery-list.tsx";

const STATES: readonly MessageState[] = [
  "queued",
  "sending",
  "sent",
  "delivered",
  "undelivered",
  "failed",
  "unknown",
  "cancelled",
  "expired",
];
const MODEM_STATES: readonly ModemState[] = ["starting", "ready", "searching", "out-of-service", "gone", "stopped"];
const SIGNAL = [-83, -81, -80, -79, -84, -77, -75, -74, -76, -71, -72, -71];
const HOURS = SIGNAL.map((value, hour) => ({
  hour: `${hour + 8}:00`,
  sent: 90 + value,
  failed: hour % 5 === 0 ? 4 : 0,
}));

export function Gallery() {
  const [isAsking, setAsking] = useState(false);
  return (
    <main>
      <GalleryList />
      <PageHeader title="Send" actions={<Button onClick={() => setAsking(true)}>Delete 3 messages</Button>}>
        3 modems ready; 2 messages wait, the oldest for 4 min.
      </PageHeader>
      <div className="gallery-columns">
        <div>
          <GalleryForm />
          <RecipientsProgress
            done={2}
            failed={1}
            total={14}
            recipients={[
              { key: 1, name: "Anna Berg", state: "delivered" },
              {
                key: 2,
                name: "Ben Kurz",
                state: "failed",
                reason: "The SIM has no credit or is barred (CMS 21). Tried 2 of 5, next at 14:32.",
              },
              { key: 3, name: "Clara Weiß", state: "sending" },
            ]}
          />
        </div>
        <div>
          <div className="gallery-states">
            {STATES.map((state) => (
              <MessageStateBadge key={state} state={state} />
            ))}
          </div>
          <div className="gallery-states">
            {MODEM_STATES.map((state) => (
              <ModemStateBadge key={state} state={state} tinted />
            ))}
          </div>
          <div className="gallery-states">
            <PhoneNumber number="+491701234567" name="Anna Berg" />
            <Sparkline values={SIGNAL} label="Signal of the last 12 hours, −71 dBm now" />
            <Button onClick={() => tellDone("The message is deleted.", () => undefined)}>Delete</Button>
          </div>
          <ErrorState title="The messages could not be loaded" retry={() => undefined}>
            The gateway does not answer. It may be starting again.
          </ErrorState>
          <EmptyState title="No messages yet" action={<Button variant="filled">Send a message</Button>}>
            What you send appears here, with what became of it.
          </EmptyState>
          <Chart
            caption="195 sent since 8:00, 12 not; yesterday 171."
            points={HOURS}
            x="hour"
            series={[
              { name: "sent", label: "Sent", tone: "accent" },
              { name: "failed", label: "Not sent", tone: "red" },
            ]}
          />
          <Phone />
        </div>
      </div>
      <Confirm
        opened={isAsking}
        onClose={() => setAsking(false)}
        title="Delete 3 messages?"
        action="Delete 3 messages"
        onConfirm={() => undefined}
      >
        Their texts and stories are lost. What was sent stays sent.
      </Confirm>
    </main>
  );
}

function Phone() {
  const [isOn, setOn] = useState(true);
  const [call, setCall] = useState<"dialling">();
  const [own, setOwn] = useState<string[]>([]);
  return (
    <Handset
      number="+491709876543"
      isOn={isOn}
      onSwitch={setOn}
      call={call}
      onCall={(wanted) => setCall(wanted === "call" ? "dialling" : undefined)}
      onAnswer={async (text) => setOwn([...own, text])}
      messages={[
        { id: 1, text: "Disk full on db1: 98 % used.", at: "2027-03-01T13:02:00Z", isOwn: false },
        { id: 2, text: "I am on it.", at: "2027-03-01T13:04:00Z", isOwn: true },
        { id: 3, text: "Resolved: db1 has 40 % free.", at: "2027-03-01T13:20:00Z", isOwn: false },
        ...own.map((text, index) => ({ id: `own ${index}`, text, at: "2027-03-01T13:21:00Z", isOwn: true })),
      ]}
    />
  );
}
