import { api, ApiError, setCsrf } from "@setu/ui";
import type { Session } from "@setu/requests/api.ts";
import {
  startAuthentication,
  startRegistration,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/browser";

/**
 * The browser's part of a ceremony with a key (Web Authentication Level 3). What the person or the browser ends is an
 * error of the browser's, not an `ApiError`.
 */
type Ask = { readonly path: string; readonly json?: object; readonly quiet?: boolean };

/** Has a key answer a challenge of this node. @returns what the node says to `finish` with the answer */
export async function answerWithKey<T>(begin: Ask, finish: string, quiet = false): Promise<T> {
  const { path, json } = begin;
  const optionsJSON = await api<PublicKeyCredentialRequestOptionsJSON>(path, {
    method: "POST",
    json: json ?? {},
    quiet,
  });
  const assertion = await startAuthentication({ optionsJSON });
  return api<T>(finish, { method: "POST", json: { assertion }, quiet });
}

/** An officer signs what the node has put before her. @throws ApiError (STEP_UP) when the key was not used */
export async function answerOptions(options: Readonly<Record<string, unknown>>): Promise<unknown> {
  try {
    return await startAuthentication({
      optionsJSON: options as unknown as PublicKeyCredentialRequestOptionsJSON,
    });
  } catch (cause) {
    throw new ApiError("STEP_UP", {}, { cause });
  }
}

/** Makes a key and registers it, by a code or by the session. @throws ApiError, and what the browser throws */
export async function registerKey<T>(begin: Ask, finish: Ask, name: string): Promise<T> {
  const { quiet = false } = begin;
  const optionsJSON = await api<PublicKeyCredentialCreationOptionsJSON>(begin.path, {
    method: "POST",
    json: begin.json ?? {},
    quiet,
  });
  const registration = await startRegistration({ optionsJSON });
  return api<T>(finish.path, { method: "POST", json: { ...finish.json, name, registration }, quiet });
}

/** The session goes on under another cookie, with another token against forgery. */
export async function stepUp(): Promise<Session> {
  const session = await answerWithKey<Session>({ path: "/session/step-up/options" }, "/session/step-up");
  setCsrf(session.csrf);
  return session;
}
