import { ROSTER } from "../duty.ts";
import ReasonAsk from "./reason-ask.tsx";

/** Why a list leaves this program: no single matter, so it is asked of the desk as such. */
export default function ListsReason({ onGiven }: { readonly onGiven: () => void }) {
  return <ReasonAsk item={ROSTER} verb="disclosure" onGiven={onGiven} />;
}
