import { Trans } from "@lingui/react/macro";
import { When } from "@setu/ui";
import type { RequestView } from "../api.ts";
import { openTasks, type Task } from "../home.ts";
import { useOfficers } from "./list-data.ts";
import type { Ours } from "./our-data.ts";

type Props = { readonly view: RequestView; readonly ours: Ours; readonly onTask: () => void };

/** What is still to be done, by whom and by when. What has been done stands in the history. */
export function Tasks({ view, ours, onTask }: Props) {
  const open = openTasks(view.ours);
  return (
    <section className="ours-part" aria-labelledby="tasks">
      <h3 id="tasks">
        <Trans>Tasks</Trans>
      </h3>
      {open.length === 0 ? (
        <p>
          <Trans>There is nothing to do.</Trans>
        </p>
      ) : (
        <ul className="notes tasks">
          {open.map((task) => (
            <li key={task.id}>
              <OneTask task={task} />
              <button
                type="button"
                className="button"
                onClick={() => void ours.act({ do: "task-done", args: { of: task.id } })}
              >
                <Trans context="button">Done</Trans>
                <span className="visually-hidden">: {task.text}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <button type="button" className="button" aria-keyshortcuts="t" onClick={onTask}>
        <Trans context="button">Give a task…</Trans>
      </button>
    </section>
  );
}

function OneTask({ task: { text, args } }: { readonly task: Task }) {
  const { nameOf } = useOfficers();
  const until = args["until"];
  return (
    <>
      <p className="prose" dir="auto">
        {text}
      </p>
      <p className="meta">
        <bdi>{nameOf(String(args["officer"]))}</bdi>
        {typeof until === "number" && (
          <>
            {" "}
            · <When at={until} both={false} />
          </>
        )}
      </p>
    </>
  );
}
