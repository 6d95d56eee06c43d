import {
  createContext,
  startTransition,
  useContext,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type ComponentProps,
  type MouseEvent,
  type ReactNode,
} from "react";
import { hrefOf, readAddress, type Address, type Target } from "./address.ts";

type Arrival = Address & {
  /** The browser puts the reader back where she was; a page she goes to begins at its top. */
  readonly returned: boolean;
};

const listeners = new Set<(returned: boolean) => void>();

/** Goes to a page of this app. Nothing is asked of the server, and nothing that is open elsewhere closes. */
export function navigate({ replace = false, ...target }: Target & { readonly replace?: boolean }): void {
  const href = hrefOf(target, location.pathname);
  if (href === location.pathname + location.search) return;
  history[replace ? "replaceState" : "pushState"](null, "", href);
  for (const listener of listeners) listener(false);
}

const AddressContext = createContext<Address>({ path: "/", search: {} });

/** The address whose screen is shown. While the next screen is on its way this is still the one before. */
export const useAddress = (): Address => useContext(AddressContext);

/** Holds the address for everything below it. A screen that has to be loaded leaves the one before it in its place. */
export function Router({ children }: { readonly children: ReactNode }) {
  const [arrival, setArrival] = useState<Arrival>(() => ({ ...readAddress(location), returned: true }));
  const shown = useRef(arrival.path);
  useEffect(() => {
    const follow = (returned: boolean) => {
      const next = { ...readAddress(location), returned };
      // A skip link changes only what stands behind the address.
      const arrive = () => setArrival((last) => (isSame(last, next) ? last : next));
      // The same screen with other parameters has nothing to wait for, and the next key must find it changed.
      if (next.path === shown.current) arrive();
      else startTransition(arrive);
    };
    const onReturn = () => follow(true);
    listeners.add(follow);
    window.addEventListener("popstate", onReturn);
    return () => {
      listeners.delete(follow);
      window.removeEventListener("popstate", onReturn);
    };
  }, []);
  useLayoutEffect(() => {
    shown.current = arrival.path;
    if (!arrival.returned) window.scrollTo(0, 0);
  }, [arrival]);
  return <AddressContext value={arrival}>{children}</AddressContext>;
}

const isSame = (a: Address, b: Address): boolean =>
  a.path === b.path && JSON.stringify(a.search) === JSON.stringify(b.search);

type LinkProps = Omit<ComponentProps<"a">, "href"> & Target & { readonly replace?: boolean };

/** A link within the app: an address like any other, which can be opened in a second window or sent to a colleague. */
export function Link({ to, params, search, replace, onClick, ...rest }: LinkProps) {
  const { path } = useAddress();
  const target = { to, ...(params && { params }), ...(search && { search }) };
  const go = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    const elsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0;
    if (event.defaultPrevented || elsewhere) return;
    event.preventDefault();
    navigate({ ...target, ...(replace && { replace }) });
  };
  const here = to !== "." && hrefOf({ ...target, search: {} }, path) === path;
  return <a aria-current={here ? "page" : undefined} {...rest} href={hrefOf(target, path)} onClick={go} />;
}
