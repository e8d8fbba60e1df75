import { useCallback, useRef, useState } from "react";
import { answerOf, api, type Schemas } from "../api.ts";
import { type LiveData, useLive } from "../app/live.ts";

/** Sends one message and follows what becomes of it. */
export function useFirstMessage() {
  const [message, setMessage] = useState<Schemas["OutgoingMessage"]>();
  const [failure, setFailure] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const followed = useRef<number>(undefined);

  const look = useCallback(async () => {
    if (followed.current === undefined) return;
    const path = { id: followed.current };
    setMessage(await answerOf(api.GET("/api/v1/messages/{id}", { params: { path } })));
  }, []);

  useLive(
    "message",
    useCallback((told: LiveData["message"]) => {
      if (!("deleted" in told) && told.id === followed.current) setMessage(told);
    }, []),
  );
  // What was told meanwhile is lost after a gap.
  useLive(
    "reset",
    useCallback(() => void look().catch(() => undefined), [look]),
  );

  async function send(body: { to: string; text: string }, key: string): Promise<void> {
    setBusy(true);
    setFailure(undefined);
    try {
      const params = { header: { "Idempotency-Key": key } };
      const { messages } = await answerOf(api.POST("/api/v1/messages", { body, params }));
      followed.current = messages[0]?.id;
      await look();
    } catch (error) {
      setFailure((error as Error).message);
    } finally {
      setBusy(false);
    }
  }

  return { message, failure, isBusy, send };
}
