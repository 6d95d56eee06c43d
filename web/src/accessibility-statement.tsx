import { Trans } from "@lingui/react/macro";
import { LOCALES, useLang } from "@setu/ui";
import type { ReactNode } from "react";

/** Renewed when what it says has been looked at again. */
const STATED = Date.UTC(2026, 10, 23);

/** What holds for whoever uses these pages otherwise than others do; with and without a script, a session, a screen. */
export function Statement() {
  const lang = useLang();
  const stated = new Date(STATED).toLocaleDateString(LOCALES[lang], { dateStyle: "long", timeZone: "UTC" });
  return (
    <div className="statement">
      <h1>
        <Trans context="screen">Accessibility</Trans>
      </h1>
      <Part title={<Trans>What we aim at</Trans>}>
        <p>
          <Trans>
            The aim is WCAG 2.2, level AA. CAN/ASC-EN 301 549 in Canada and GIGW 3.0 in India ask for WCAG
            2.1, level AA, and for more than web pages.
          </Trans>
        </p>
        <p>
          <strong>
            <Trans>No conformance is claimed: a machine finds only a part of what can be wrong.</Trans>
          </strong>
        </p>
      </Part>
      <Part title={<Trans>What a machine tests with every change</Trans>}>
        <ul>
          <li>
            <Trans>
              Every screen and dialog in three languages, light and dark, with axe: nothing is found.
            </Trans>
          </li>
          <li>
            <Trans>A whole shift by keyboard alone; the focus is in sight and never under a bar.</Trans>
          </li>
          <li>
            <Trans>
              A width of 320 pixels and an enlargement of 400 %: nothing has to be scrolled sideways.
            </Trans>
          </li>
          <li>
            <Trans>Pages on paper: the PDF of the browser is tagged and says its language.</Trans>
          </li>
        </ul>
        <p>
          <Trans>
            Keys of a single letter act only where a list or a request has the focus, and can be turned off.
          </Trans>
        </p>
      </Part>
      <Part title={<Trans>What nobody has tested yet</Trans>}>
        <ul>
          <li>
            <Trans>No person with a disability has worked with these screens.</Trans>
          </li>
          <li>
            <Trans>
              No screen reader, braille display, screen magnifier or voice control has been tried by a person.
            </Trans>
          </li>
          <li>
            <Trans>
              The words in French and Hindi await review by people who write such texts in their office.
            </Trans>
          </li>
          <li>
            <Trans>The PDF has not been held against PDF/UA.</Trans>
          </li>
        </ul>
      </Part>
      <Part title={<Trans>What does not work</Trans>}>
        <ul>
          <li>
            <Trans>
              The pages of an attached file are shown as pictures. Its words stand beside them, but a scanned
              page has none.
            </Trans>
          </li>
        </ul>
        <p>
          <a href="/read/inbox">
            <Trans>Simple pages to read and print</Trans>
          </a>{" "}
          <Trans>need no script; they are for reading and for paper.</Trans>
        </p>
      </Part>
      <Part title={<Trans>How to complain</Trans>}>
        <p>
          <Trans>
            Tell the person who runs this node which page it was, what did not work, and with which aid. Write
            nothing of a case into it.
          </Trans>
        </p>
        <p>
          <Trans>
            If nobody answers, or the answer does not help: in Canada the Accessibility Commissioner
            (Accessible Canada Act), in India the Chief Commissioner for Persons with Disabilities (Rights of
            Persons with Disabilities Act, 2016).
          </Trans>
        </p>
      </Part>
      <p className="muted">
        <Trans>Stated on {stated}.</Trans>
      </p>
    </div>
  );
}

const Part = ({ title, children }: { readonly title: ReactNode; readonly children: ReactNode }) => (
  <section>
    <h2>{title}</h2>
    {children}
  </section>
);
