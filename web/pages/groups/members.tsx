import { ActionIcon, Autocomplete, Skeleton } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { answerOf, api } from "../../api.ts";
import { addMember, type Contact, GROUPS_KEY, type Group, membersQuery, removeMember } from "../../app/rota.ts";
import { useSession } from "../../app/session.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { PhoneNumber } from "../../parts/number.tsx";
import { tellDone } from "../../parts/undo.tsx";
import { useSuggestions } from "../../parts/use-suggestions.ts";
import { useWords } from "../../words/index.ts";

/** Who is in a group: added by name, taken out with undo. */
export function Members({ group }: { group: Group }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const { data: members, error, refetch } = useQuery(membersQuery(group.id));
  const [failure, setFailure] = useState<string>();
  const again = () => queries.invalidateQueries({ queryKey: GROUPS_KEY });

  async function run(work: () => Promise<void>) {
    setFailure(undefined);
    try {
      await work();
    } catch (problem) {
      setFailure(problem instanceof Error ? problem.message : String(problem));
    }
  }
  const add = ({ id, name }: Contact) =>
    run(async () => {
      await addMember(group.id, id);
      await again();
      tellDone(t("groups.memberAdded", { name }), async () => {
        await removeMember(group.id, id);
        await again();
      });
    });
  const remove = ({ id, name }: Contact) =>
    run(async () => {
      const putBack = await removeMember(group.id, id);
      await again();
      tellDone(t("groups.memberRemoved", { name }), async () => {
        await putBack();
        await again();
      });
    });

  return (
    <section className="detail-section" aria-label={t("groups.members")}>
      <h3>{t("groups.members")}</h3>
      {error !== null && members === undefined ? (
        <ErrorState title={t("groups.membersNotLoaded")} retry={() => void refetch()}>
          {error.message}
        </ErrorState>
      ) : members === undefined ? (
        <Skeleton h={72} />
      ) : (
        <>
          {members.length === 0 && <p className="quiet">{t("groups.noMembers")}</p>}
          {members.length > 0 && (
            <ul className="groups-lines">
              {members.map((member) => (
                <li key={member.id}>
                  <Link href={`/address-book/${member.id}`}>{member.name}</Link>
                  <span className="groups-line-end">
                    {member.number === undefined ? (
                      <span className="groups-warning">{t("groups.noNumber")}</span>
                    ) : (
                      <PhoneNumber number={member.number} copies={false} />
                    )}
                    {member.optedOut === true && <span className="groups-warning">{t("groups.optedOut")}</span>}
                    <ActionIcon
                      aria-label={t("groups.removeMember", { name: member.name })}
                      onClick={() => void remove(member)}
                    >
                      <IconX size={16} aria-hidden="true" />
                    </ActionIcon>
                  </span>
                </li>
              ))}
            </ul>
          )}
          <AddMember taken={new Set(members.map(({ id }) => id))} onAdd={(contact) => void add(contact)} />
        </>
      )}
      {failure !== undefined && <ErrorState title={t("groups.notChanged")}>{failure}</ErrorState>}
    </section>
  );
}

const MOST_FOUND = 8;

function AddMember({ taken, onAdd }: { taken: ReadonlySet<number>; onAdd: (contact: Contact) => void }) {
  const { t } = useWords();
  const { may } = useSession();
  const [text, setText] = useState("");
  const [tried, setTried] = useState("");
  const found = useSuggestions(text, async (q, signal) => {
    const query = { q, limit: MOST_FOUND };
    return (await answerOf(api.GET("/api/v1/contacts", { params: { query }, signal }))).items;
  });
  const free = found.filter(({ id }) => !taken.has(id));
  const choose = (name: string) => {
    const contact = free.find((each) => each.name === name);
    if (contact !== undefined) onAdd(contact);
    // The field writes the option into itself afterwards.
    setTimeout(() => setText(""));
  };
  const name = text.trim();
  const isRefused = name !== "" && name === tried && free.length === 0;
  return (
    <Autocomplete
      label={t("groups.addMember")}
      placeholder={t("groups.addMemberPlaceholder")}
      description={t("groups.addMemberHelp")}
      inputWrapperOrder={["label", "input", "error", "description"]}
      autoComplete="off"
      data={free.map(({ name }) => name)}
      // The gateway has searched already, in numbers too.
      filter={({ options }) => options}
      value={text}
      onChange={setText}
      onBlur={() => setTried(name)}
      error={
        isRefused && (
          <>
            {t(found.length > 0 ? "groups.memberAlready" : "groups.memberUnknown", { name })}{" "}
            {found.length === 0 && may("contacts") && (
              <Link href={`/address-book/new?name=${encodeURIComponent(name)}`}>{t("groups.addPerson", { name })}</Link>
            )}
          </>
        )
      }
      onKeyDown={(event) => {
        // What was found after the last letter is marked by nobody: the first of it is meant.
        if (event.key !== "Enter" || event.currentTarget.hasAttribute("aria-activedescendant")) return;
        event.preventDefault();
        const [first] = free;
        if (first === undefined) setTried(name);
        else choose(first.name);
      }}
      onOptionSubmit={choose}
    />
  );
}
