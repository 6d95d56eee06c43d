import { useLingui } from "@lingui/react";
import type { Lang } from "./lang.ts";
import { useNow } from "./now.ts";
import { usePlace } from "./place.ts";
import { absolute, type Zone } from "./time.ts";

export const useLang = (): Lang => useLingui().i18n.locale as Lang;

const iso = (at: number): string => new Date(at).toISOString();

/** An instant in the reader's own zone first, in the other capital's second. */
export function When({ at, both = true }: { readonly at: number; readonly both?: boolean }) {
  const { node, peer } = usePlace();
  return (
    <span className="two-zones">
      <Moment at={at} zone={node.zone} />
      {both && peer !== null && (
        <span className="other">
          <Moment at={at} zone={peer.zone} />
        </span>
      )}
    </span>
  );
}

/** An instant in one zone. */
export function Moment({ at, zone }: { readonly at: number; readonly zone: Zone }) {
  const lang = useLang();
  const now = useNow();
  return <time dateTime={iso(at)}>{absolute(at, zone, lang, now)}</time>;
}
