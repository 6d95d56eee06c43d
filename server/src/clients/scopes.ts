import { badField, SetuError, type Json } from "@setu/core";
import type { Power } from "@setu/policy/facts.ts";

/**
 * What a program may reach, collection by collection. A scope is a collection and one of two verbs, such as
 * `requests:read`; what stands in no line here is for persons, whatever the program was given. The powers say what the
 * scope is worth to the policy, which is asked as for an officer.
 */
type Collection = {
  readonly paths: readonly string[];
  readonly read?: readonly Power[];
  readonly write?: readonly Power[];
};

const COLLECTIONS: Readonly<Record<string, Collection>> = {
  requests: {
    paths: ["/api/requests", "/api/search", "/api/references", "/api/events", "/api/uploads", "/api/held"],
    read: ["read"],
    write: ["draft", "send"],
  },
  intake: { paths: ["/api/intake", "/api/home"], write: ["draft"] },
  link: { paths: ["/api/link"], read: [] },
  directory: { paths: ["/scim/v2"], read: ["provision"], write: ["provision"] },
};
/** Goes with no other: whoever opens and closes accounts reads nothing. */
const ALONE = /^directory:/;

/** What a POST says of them is why something is read, or taken. */
const READING = /^\/api\/requests\/[^/]+\/(?:reason|files\/[^/]+)$/;
/** That somebody has read it, and signatures: no program says either. */
const PERSONS: readonly RegExp[] = [/^\/api\/requests\/sign$/, /\/opened$/];
/** What every program may ask: who it is. */
const ANY: ReadonlySet<string> = new Set(["/api/session"]);
const SAFE: ReadonlySet<string> = new Set(["GET", "HEAD"]);

export const SCOPES: readonly string[] = Object.entries(COLLECTIONS).flatMap(([name, { read, write }]) => [
  ...(read ? [`${name}:read`] : []),
  ...(write ? [`${name}:write`] : []),
]);

/** @throws BAD_FIELD */
export function parseScopes(value: Json | undefined, field: string): readonly string[] {
  const known = (each: Json): each is string => typeof each === "string" && SCOPES.includes(each);
  if (!Array.isArray(value) || value.length === 0 || new Set(value).size !== value.length)
    throw badField(field, "list of scopes");
  if (!value.every(known)) throw badField(field, `list of ${SCOPES.join(", ")}`);
  if (value.some((each) => ALONE.test(each)) && !value.every((each) => ALONE.test(each)))
    throw badField(field, "list in which directory goes with nothing else");
  return value;
}

export function powersOf(scopes: readonly string[]): readonly Power[] {
  const given = scopes.flatMap((scope) => {
    const [name = "", verb] = scope.split(":");
    return COLLECTIONS[name]?.[verb as "read" | "write"] ?? [];
  });
  return [...new Set(given)];
}

/** @throws FORBIDDEN */
export function assertScope(scopes: readonly string[], method: string, path: string): void {
  const safe = SAFE.has(method) || READING.test(path);
  if (safe && ANY.has(path)) return;
  const verb = safe ? "read" : "write";
  const [name] =
    Object.entries(COLLECTIONS).find(([, { paths }]) =>
      paths.some((each) => path === each || path.startsWith(`${each}/`)),
    ) ?? [];
  const persons = !safe && PERSONS.some((each) => each.test(path));
  if (name === undefined || persons || !scopes.includes(`${name}:${verb}`))
    throw new SetuError("FORBIDDEN", "this program was not given that", { detail: { reason: "scope" } });
}
