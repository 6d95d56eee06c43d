import type { Lang } from "../lang.ts";

/**
 * React Aria's own words for the parts that we use. It ships 34 languages and Hindi is not one of them; its hook
 * (`LocalizedStringDictionary`) takes one dictionary for the whole page, so English and French stand here too.
 * The build stops when a part of React Aria comes in that is missing here (`web/build/one-dictionary.ts`).
 */
export const ARIA_STRINGS = {
  "@react-aria/autocomplete": {
    collectionLabel: { en: "Suggestions", fr: "Suggestions", hi: "सुझाव" },
  },
  "@react-aria/menu": {
    longPressMessage: {
      en: "Long press or press Alt + ArrowDown to open menu",
      fr: "Appuyez longuement ou appuyez sur Alt + flèche vers le bas pour ouvrir le menu",
      hi: "मेनू खोलने के लिए देर तक दबाएँ या Alt + नीचे तीर दबाएँ",
    },
  },
  "@react-aria/searchfield": {
    "Clear search": { en: "Clear search", fr: "Effacer la recherche", hi: "खोज साफ़ करें" },
  },
  "@react-aria/overlays": {
    dismiss: { en: "Dismiss", fr: "Fermer", hi: "बंद करें" },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Readonly<Record<Lang, string>>>>>>;
