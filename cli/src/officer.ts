import { SetuError } from "@setu/core";
import { mendOfficer, saveOfficers } from "@setu/server/node/officers.ts";
import { signOut } from "@setu/server/me/sessions.ts";
import { makeCode } from "@setu/server/sign-in/enrolment.ts";
import { withStore } from "./store.ts";
import { answer, minute, say, type Talk } from "./terminal.ts";

/**
 * Prints a code that counts once, for one officer, and is kept nowhere. An earlier one of the same officer is void.
 * @throws NOT_FOUND when `node.json` names no such officer, USAGE for hours that are none
 */
export async function enrol(home: string, officer: string, hours: string, talk: Talk): Promise<void> {
  const now = Date.now();
  const code = await withStore(home, async ({ store, config }) => {
    // A node that has never been started has no tables yet that its transactions could rest on.
    await store.replay("if-needed");
    // Who was added to the configuration since the last start is an officer from now on.
    await saveOfficers(store, config.officers);
    return makeCode(store, officer, Number(hours), now);
  });
  const until = now + Number(hours) * 3_600_000;
  say(`Hand this to ${officer} in person. It registers one key, once, until ${minute(until)}:`);
  answer(talk, { officer, code, until: new Date(until).toISOString() }, code);
}

/**
 * After an alarm STANDING_UNKNOWN, by who has looked into it.
 * @throws NOT_FOUND when `node.json` names no such officer
 */
export async function mend(home: string, officer: string, talk: Talk): Promise<void> {
  await withStore(home, async ({ store, desk, config }) => {
    const entry = config.officers.find(({ id }) => id === officer);
    if (!entry) throw new SetuError("NOT_FOUND", `node.json names no officer ${officer}`);
    await store.replay("if-needed");
    await mendOfficer(config, { store, desk }, entry);
  });
  answer(
    talk,
    { officer },
    `${officer} is what node.json says, and needs a new key: setu officer enrol ${officer}`,
  );
}

/**
 * Ends what is open now; whoever still has a key comes in again.
 * @throws USAGE unless one officer or everybody is named, NOT_FOUND when `node.json` names no such officer
 */
export async function signOutOf(
  home: string,
  officer: string | undefined,
  all: boolean,
  talk: Talk,
): Promise<void> {
  if ((officer !== undefined) === all) throw new SetuError("USAGE", "name one officer, or --all");
  const ended = await withStore(home, ({ store, config }) => {
    if (officer !== undefined && !config.officers.some(({ id }) => id === officer))
      throw new SetuError("NOT_FOUND", `there is no officer ${officer} at this node`);
    return signOut(store, officer ?? null);
  });
  answer(talk, ended, `${ended.sessions} sessions ended, ${ended.tokens} tokens taken back`);
}
