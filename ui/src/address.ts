/** Where a link leads. `.` is the page it stands on; `$name` in a path takes the parameter of that name. */
export type Target = {
  readonly to: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly search?: Readonly<Record<string, string | undefined>>;
};

/**
 * An address as a screen reads it. Every parameter stays the text it was: a number that begins with 0, or the word
 * "true", is what somebody looks for.
 */
export type Address = { readonly path: string; readonly search: Readonly<Record<string, string>> };

/** @param path the page it is asked on, for `.` */
export function hrefOf({ to, params = {}, search = {} }: Target, path: string): string {
  const given = Object.entries(search).filter((each): each is [string, string] => each[1] !== undefined);
  const query = new URLSearchParams(given).toString();
  const filled = to.replace(/\$(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
  return `${to === "." ? path : filled}${query === "" ? "" : `?${query}`}`;
}

/** A path has one spelling, without a slash at its end. */
export const readAddress = ({ pathname, search }: { pathname: string; search: string }): Address => ({
  path: withoutEnd(pathname),
  search: Object.fromEntries(new URLSearchParams(search)),
});

/** By hand: a regular expression would look at each of very many slashes again and again. */
function withoutEnd(path: string): string {
  let end = path.length;
  while (end > 1 && path[end - 1] === "/") end--;
  return path.slice(0, end) || "/";
}

/**
 * The parameters of a path, by the names that the pattern gives them.
 * @returns null when the path does not fit, or cannot be read
 */
export function matchPath(pattern: string, path: string): Readonly<Record<string, string>> | null {
  const [wanted, given] = [pattern.split("/"), path.split("/")];
  if (wanted.length !== given.length) return null;
  const found: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const here = given[index] ?? "";
    if (!part.startsWith("$")) {
      if (part !== here) return null;
      continue;
    }
    const value = decoded(here);
    if (value === null || value === "") return null;
    found[part.slice(1)] = value;
  }
  return found;
}

/** An address is hostile input: a broken escape is no path of ours. */
function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
