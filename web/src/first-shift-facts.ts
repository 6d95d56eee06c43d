import type { LinkView } from "@setu/requests/api.ts";
import { STEPS } from "@setu/requests/learning.ts";
import type { Feed, NoticeSettings } from "@setu/requests/me.ts";
import { api, usePlace, usePrefs } from "@setu/ui";
import { useQuery } from "@tanstack/react-query";
import { useLearning } from "./learning-data.ts";
import { useLink } from "./link-state.tsx";
import { useNotices } from "./notice-data.ts";

export type Readiness = {
  readonly facts: Readonly<
    Record<"lang" | "zone" | "keys" | "notices" | "outside" | "link" | "guide", boolean>
  >;
  readonly link: LinkView | undefined;
  readonly officer: string;
  readonly steps: number;
  readonly all: number;
  readonly practice: boolean;
};

/** How ready an officer is, from what the node and this browser know; what is not known yet is not done. */
export function useReadiness() {
  const { officer } = usePlace();
  const { lang, zone } = usePrefs();
  const { data: learnt, error, refetch } = useLearning();
  const { data: link } = useLink();
  const { data: notices } = useNotices();
  const { data: feed } = useQuery({ queryKey: ["feed"], queryFn: () => api<Feed>("/feed") });
  const { data: told } = useQuery({
    queryKey: ["notice preferences"],
    queryFn: () => api<NoticeSettings>("/notices/preferences"),
  });
  const retry = () => void refetch();
  if (learnt === undefined) return { ready: null, error, retry };
  const { ticks, steps, practice } = learnt;
  const facts: Readiness["facts"] = {
    lang: lang !== null,
    zone: zone !== null || ticks.includes("zone"),
    keys: ticks.includes("keys"),
    notices: notices?.unread === 0,
    outside: told?.mail === true || typeof feed?.made === "number" || ticks.includes("outside"),
    link: link?.state === "up",
    guide: steps === STEPS.length,
  };
  const ready: Readiness = { facts, link, officer: officer.id, steps, all: STEPS.length, practice };
  return { ready, error, retry };
}
