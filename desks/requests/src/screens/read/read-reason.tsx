import { Trans } from "@lingui/react/macro";
import { useLang, useNow } from "@setu/ui";
import { WHY_MAX, type ReasonVerb } from "../../reasons.ts";
import { options } from "../codes.ts";
import { requestPath, useReading } from "./links.ts";

type Props = {
  readonly item: string;
  readonly verb: ReasonVerb;
  /** The page that was asked for. */
  readonly next: string;
};

/** Why, before anything of a matter is on the page. */
export function ReadReason({ item, verb, next }: Props) {
  const lang = useLang();
  const now = useNow();
  const { href, csrf } = useReading();
  return (
    <form method="post" action={href(`${requestPath(item)}/reason`)}>
      <h1>
        {verb === "consultation" ? (
          <Trans>Why do you open this matter?</Trans>
        ) : (
          <Trans>Why do you take this out?</Trans>
        )}
      </h1>
      <p>
        <Trans>
          It is closed, or you are not on duty, and you have no part in it. Your reason is written down before
          anything is shown; it holds for this matter for eight hours.
        </Trans>
      </p>
      <input type="hidden" name="csrf" value={csrf} />
      <input type="hidden" name="verb" value={verb} />
      <input type="hidden" name="next" value={next} />
      <p>
        <label>
          <Trans context="field">Reason</Trans>{" "}
          <select name="code" required>
            {options("access-reason", lang, now).map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
      </p>
      <p>
        <label>
          <Trans>In one line</Trans> <input name="why" required maxLength={WHY_MAX} autoComplete="off" />
        </label>
      </p>
      <button type="submit">
        <Trans context="button">Go on</Trans>
      </button>
    </form>
  );
}
