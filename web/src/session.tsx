import { useLingui } from "@lingui/react/macro";
import {
  api,
  ApiError,
  back,
  clockSkew,
  forget,
  hrefOf,
  isAtStake,
  leave,
  onSignedOut,
  PlaceContext,
  setCsrf,
  setDraftKey,
  setServerNow,
  useAddress,
  usePrefs,
} from "@setu/ui";
import { LANDING } from "@setu/requests/screens/list-query.ts";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { Session, SignedOut } from "@setu/requests/api.ts";
import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  type ReactNode,
} from "react";
import { Foot } from "./foot.tsx";
import { useKeptPreferences } from "./kept-preferences.ts";
import { Outside, STATEMENT } from "./outside.tsx";
import { placeOf } from "./place-of.ts";
import { SignIn, SignInAgain } from "./sign-in.tsx";

/** Words that an earlier page could not save are found again on every screen, and go when somebody signs out on any. */
const drafts = () => import("@setu/requests/screens/drafts.ts");

type Handle = { readonly signOut: () => void };
const SessionContext = createContext<Handle>({ signOut: () => {} });
export const useSession = (): Handle => useContext(SessionContext);

const KEY = ["session"];

/** The session, or null when nobody is signed in. */
async function load(): Promise<Session | null> {
  try {
    return await api<Session>("/session", { quiet: true });
  } catch (error) {
    if (error instanceof ApiError && error.code === "SIGNED_OUT") return null;
    throw error;
  }
}

/**
 * Stands around everything that needs a person. A session that ends while screens are open is renewed over them, in
 * place: what was being written stays where it is.
 */
export function SessionGate({ children }: { readonly children: ReactNode }) {
  const client = useQueryClient();
  const { data, error } = useQuery({ queryKey: KEY, queryFn: load, staleTime: Infinity, retry: 1 });
  const [ended, setEnded] = useState(false);
  // The server may say it first, in an event; the screens of whoever was there stay until somebody signs in over them.
  const last = useRef<Session | null>(null);
  const loss = useRef("");
  if (data) last.current = data;
  const session = data === null ? last.current : data;
  const gone = ended || (data === null && session !== null);
  useEffect(() => onSignedOut(() => setEnded(true)), []);
  useEffect(() => {
    if (!session) return;
    setCsrf(session.csrf);
    setServerNow(session.now);
    setDraftKey(session.draftKey);
    void drafts()
      .then(({ recover }) => recover())
      .catch(() => {});
  }, [session]);
  const { t } = useLingui();
  loss.current = t`Some of what you wrote could not be saved on our node. Sign out and lose it?`;
  const known = useKeptPreferences(session?.officer.lang ?? null, session?.officer.id ?? null);
  const { zone } = usePrefs();
  const { path } = useAddress();
  const place = useMemo(() => session && placeOf(session, zone), [session, zone]);

  const signedIn = useCallback(
    (next: Session) => {
      // Another person sees nothing that was fetched, or typed, for the first; and with the old token nothing that the
      // first one wrote can be saved or sent as this one's while the page goes.
      if (session && session.officer.id !== next.officer.id) {
        return location.assign(hrefOf({ to: "/", search: LANDING }, "/"));
      }
      setCsrf(next.csrf);
      setEnded(false);
      client.setQueryData(KEY, next);
      void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== KEY[0] });
      back();
    },
    [client, session],
  );
  const handle = useMemo<Handle>(
    () => ({
      signOut: () => {
        void leave().then(async () => {
          // Without a line no dialog can be fetched any more; the browser's own is there.
          if ((await isAtStake()) && !confirm(loss.current)) return;
          await forget();
          const out = await api<SignedOut | undefined>("/session", { method: "DELETE" }).catch(
            () => undefined,
          );
          location.assign(out?.to ?? "/");
        });
      },
    }),
    [],
  );

  if ((session === undefined && error === null) || !known) return null;
  if (!session || !place) {
    return (
      <>
        {path === STATEMENT ? <Outside /> : <SignIn error={error} onSignedIn={signedIn} />}
        <Foot />
      </>
    );
  }
  return (
    <PlaceContext value={place}>
      <SessionContext value={handle}>
        {children}
        {gone && <SignInAgain onSignedIn={signedIn} />}
      </SessionContext>
    </PlaceContext>
  );
}

/** The server's clock is the truth; a computer that is far from it is told so. */
export const isSkewed = (): boolean => Math.abs(clockSkew()) > 30_000;
