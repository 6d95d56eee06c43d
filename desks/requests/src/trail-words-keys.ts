import type { Lang } from "./api.ts";
import type { TrailArgs } from "./trail.ts";

/** What the trail says of keys and cards, as `trail-words.ts` says the rest: what counts from there on, and who said so. */
type Said = Readonly<Record<Lang, string>>;
const say = (en: string, fr: string, hi: string): Said => ({ en, fr, hi });

export const KEY_WORDS: Readonly<Record<string, Said>> = {
  "keys-rotated": say(
    "the node has new keys of its own in use: {becomes}",
    "le nœud utilise de nouvelles clés à lui : {becomes}",
    "नोड अब अपनी नई कुंजियाँ काम में लेता है: {becomes}",
  ),
  "keys-followed": say(
    "the other side’s node has announced new keys, which count from here on: {becomes}",
    "le nœud de l’autre côté a annoncé de nouvelles clés, valables désormais : {becomes}",
    "दूसरे पक्ष के नोड ने नई कुंजियाँ घोषित कीं, जो अब से मान्य हैं: {becomes}",
  ),
  "keys-taken": say(
    "took other keys of the node itself into use, with setu keys recover ({on}): {becomes}",
    "a mis en usage d’autres clés du nœud lui-même, par setu keys recover ({on}) : {becomes}",
    "नोड की अपनी दूसरी कुंजियाँ काम में लीं, setu keys recover से ({on}): {becomes}",
  ),
  "keys-found": say(
    "other keys of the node itself are in use, and no command here has said so: {becomes}",
    "d’autres clés du nœud lui-même sont en usage, et aucune commande ne l’a dit ici : {becomes}",
    "नोड की अपनी दूसरी कुंजियाँ काम में हैं, और यहाँ किसी आदेश ने यह नहीं बताया: {becomes}",
  ),
  "keys-stolen": say(
    "former keys of {party} may have been in other hands since {since}; what they signed is flagged and stands: {keys}",
    "d’anciennes clés de {party} ont pu être en d’autres mains depuis {since} ; ce qu’elles ont signé est signalé et demeure : {keys}",
    "{party} की पुरानी कुंजियाँ {since} से दूसरे हाथों में रही हो सकती हैं; उनसे हस्ताक्षरित पर चिह्न है और वह बना रहता है: {keys}",
  ),
  "card-by-voice": say(
    "accepted the other node’s card after its fingerprint was read aloud ({on}): {fingerprint}",
    "a accepté la carte de l’autre nœud après lecture de son empreinte à voix haute ({on}) : {fingerprint}",
    "फ़िंगरप्रिंट ज़ोर से पढ़े जाने के बाद दूसरे नोड का कार्ड स्वीकार किया ({on}): {fingerprint}",
  ),
  "card-by-root": say(
    "accepted the other node’s card, signed by its government’s root ({on}): {card}",
    "a accepté la carte de l’autre nœud, signée par la racine de son gouvernement ({on}) : {card}",
    "दूसरे नोड का कार्ड स्वीकार किया, जिस पर उसकी सरकार के मूल के हस्ताक्षर हैं ({on}): {card}",
  ),
  "card-found": say(
    "another card of the other node is here, and no command here has said so: {fingerprint}",
    "une autre carte de l’autre nœud est ici, et aucune commande ne l’a dit : {fingerprint}",
    "यहाँ दूसरे नोड का दूसरा कार्ड है, और यहाँ किसी आदेश ने यह नहीं बताया: {fingerprint}",
  ),
};

/** `on` and `believed` are a command's word; without one the node has found the files as they are. */
export const KEY_KINDS: Readonly<Record<string, (args: TrailArgs) => string | null>> = {
  "keys-taken": ({ on }) => (on === undefined ? "keys-found" : null),
  "card-accepted": ({ believed }) =>
    believed === "voice" ? "card-by-voice" : believed === "root" ? "card-by-root" : "card-found",
};
