import type { Words } from "./words.ts";

export const fr: Words = {
  findings: {
    training:
      "Ce sont des journaux de nœuds de formation : rien n’y est réel, et rien n’en concerne un échange véritable.",
    "file-changed": "Le fichier {what} n’est pas celui que nomme la liste de l’exportation.",
    "card-changed":
      "La carte de {what} n’est pas celle que vous avez comparée. N’allez pas plus loin avant que les deux gouvernements aient dit pourquoi.",
    "cards-unchecked":
      "La carte de {what} n’a pas encore été comparée. Comparez ses douze groupes avec ceux que publie le gouvernement : d’ici là, ceci montre que l’exportation s’accorde avec elle-même, non de qui elle vient.",
    "log-gone": "Le journal {log} devrait être ici et n’y est pas.",
    "keys-changed": "Le journal interne est signé avec d’autres clés que lors de votre dernière visite.",
    "checkpoint-bad": "La tête du journal n’est pas signée comme elle doit l’être ({what}).",
    "too-long": "Le journal prétend avoir {count} entrées, plus que ce programme n’en lit.",
    "differs-from-tree": "{kind} C’est ce que dit l’arbre du journal dans la même exportation.",
    "not-the-root":
      "Les entrées ne donnent pas la tête signée du journal. La première entrée fautive n’est pas avant l’entrée {first} et est avant l’entrée {until}.",
    "leaf-malformed": "L’entrée {first} n’est pas une entrée bien formée.",
    "time-backwards": "L’entrée {first} porte une heure antérieure à celle de l’entrée précédente.",
    "first-look":
      "Vous ne gardez encore rien de ce journal. S’il a été changé avant aujourd’hui, seules les signatures de l’autre partie peuvent le dire.",
    "differs-from-memory": "{kind} C’est ce que disent les têtes gardées de votre dernière visite.",
    "memory-root": "Les {until} premières entrées ne sont pas celles que vous avez gardées.",
    "differs-from-peer": "{kind} C’est ce que dit la copie dans l’exportation de l’autre nœud.",
    "peer-root": "La copie de l’autre nœud des {until} premières entrées est différente.",
    "peer-longer":
      "L’exportation de l’autre nœud montre plus d’entrées de ce journal, à partir de l’entrée {first} : {count}. Elle n’est pas nettement antérieure à celle-ci : elles peuvent être plus récentes.",
    "receipt-bad": "Le reçu {count} n’est pas signé par les deux parties comme il doit l’être ({what}).",
    "receipt-differs":
      "L’autre partie a signé pour une autre histoire. La première entrée fautive n’est pas avant l’entrée {first} et est avant l’entrée {until}.",
    "receipt-beyond":
      "L’autre partie a signé qu’elle détient {until} entrées ; il en est montré moins. La première entrée fautive n’est pas avant l’entrée {first}.",
    "witness-bad":
      "Ce que les témoins ont signé, déclaration {count}, n’est pas signé comme la politique l’exige ({what}).",
    "witness-differs": "Les entrées ne sont pas celles que les témoins ont signées.",
    "no-witness": "Aucun témoin de la politique n’a signé ce journal.",
    witnessed:
      "Assez de témoins de la politique ont signé les {count} premières entrées, au plus tard à {what}.",
    "no-receipt": "Rien ici n’est cosigné par l’autre partie : elle n’atteste rien de ce journal.",
    "tail-uncosigned": "À partir de l’entrée {first}, rien n’est encore cosigné ; entrées : {count}.",
    "tail-late":
      "À partir de l’entrée {first}, rien n’est cosigné, alors qu’elle existait depuis plus d’une heure quand l’exportation a été faite ; entrées : {count}. Demandez les reçus, ou pourquoi il n’y en a pas.",
    "pulse-wrong": "Ce qui est montré comme un pouls à l’entrée {first} n’est pas ce qui s’y trouve.",
    "pulse-heads":
      "Un pouls ({what}) nomme pour les {until} premières entrées de ce journal une autre tête que celle des entrées.",
    "pulse-beyond":
      "Un pouls signé parle de plus d’entrées de ce journal qu’il n’en est montré, à partir de l’entrée {first} : {count}.",
    "pulse-missing": "Le pouls numéro {count} n’est pas montré, alors que des suivants le sont.",
    "pulse-unopened":
      "Le nœud ne montre pas comment des pouls lient son journal interne : {count}, le premier à l’entrée {first}.",
    "home-differs":
      "Le journal interne n’est pas celui que le nœud a lié dans un pouls que détient l’autre partie. La première entrée fautive n’est pas avant l’entrée {first} et est avant l’entrée {until}.",
    "no-pulse": "Aucun pouls ne lie ce journal interne : personne d’autre que le nœud ne l’atteste.",
    "tail-unpinned":
      "À partir de l’entrée {first}, aucun pouls ne lie encore le journal ; entrées : {count}.",
    "seed-of-the-node":
      "Vous n’avez pas donné de graine ici : celle que nomme l’exportation a été prise. Un nœud qui choisit la graine choisit les entrées.",
    "pin-late":
      "À partir de l’entrée {first}, aucun pouls ne lie le journal, alors qu’elle existait depuis plus d’une heure quand l’exportation a été faite ; entrées : {count}. Demandez pourquoi.",
    "other-seed": "Le nœud n’a pas répondu à votre graine et à votre nombre d’entrées, mais à d’autres.",
    "opening-malformed": "Les réponses à l’échantillon ne peuvent pas être lues ({what}).",
    "opening-wrong": "La réponse pour l’entrée {first} n’est pas ce qui s’y trouve.",
    unanswered: "Entrées tirées sans réponse : {count} ; la première est l’entrée {first}.",
    unattested: "L’entrée {first} est dite détruite, et aucune attestation du journal interne ne le dit.",
    unreadable: "Le nœud dit ne pas pouvoir lire l’entrée {first}, qu’il a écrite lui-même.",
    undrawn: "Les entrées à partir de {first} ont été soustraites au tirage.",
    "drawn-early":
      "Parmi les entrées du tirage, celles à partir de l’entrée {first} sont nouvelles pour vous ({count}) : qui connaissait la graine a pu les écrire.",
  },
  kinds: {
    omitted: "Entrées omises à partir de l’entrée {first} : {count}.",
    inserted: "Entrées insérées à l’entrée {first}, qui n’y étaient pas : {count}.",
    swapped: "Les entrées {first} et {other} ont changé de place.",
    substituted: "L’entrée {first} a été remplacée par une autre.",
    truncated: "Entrées manquantes à la fin, à partir de l’entrée {first} : {count}.",
    rewritten: "À partir de l’entrée {first}, c’est une autre histoire.",
  },
  verdicts: {
    whole: "Rien ne contredit ce que vous avez gardé et ce que l’autre partie a signé.",
    gaps: "Rien ne se contredit, mais quelque chose qui devrait être montré ne l’est pas.",
    broken:
      "Cette exportation se contredit, ou contredit ce que vous avez gardé ou ce que l’autre partie a signé.",
  },
  logs: { own: "envoyé par ce nœud", peer: "reçu de l’autre partie", home: "journal interne de ce nœud" },
  grounds: {
    unreadable: "le nœud ne peut pas le lire",
    originator: "son auteur n’a pas consenti",
    court: "ordonnance d’un tribunal",
    privilege: "secret professionnel juridique",
    danger: "danger pour une personne",
  },
  report: {
    title: "Rapport sur une exportation de {party}",
    made: "Faite par le nœud de {party}, dont le pair est {peer}, le {at} selon son horloge. Numéro de cette exportation : {manifest}",
    card: "Carte de {party} : {fingerprint} ({known})",
    known: "comparée",
    unknown: "non comparée",
    log: "{origin} ({of}) : {size} entrées, racine {root}",
    remembered: "Vous en aviez gardé {count}.",
    cosigned: "L’autre partie atteste qu’elle en détient {count}, depuis le {at} selon son horloge.",
    pinned: "L’autre partie détient un pouls qui en atteste {count}, écrit le {at}.",
    sent: "L’autre partie, qui l’a envoyé, a signé pour exactement ces entrées.",
    nobody: "Personne d’autre que ce nœud ne l’atteste ici.",
    first: "Première entrée fautive : {first}",
    sampleTitle: "L’échantillon",
    asked: "La graine « {seed} » a tiré jusqu’à {n} entrées de chaque journal.",
    noSample: "Aucune graine n’a été donnée : aucune entrée n’a été ouverte.",
    sample:
      "Sur {drawn} entrées tirées des {drawnFrom} premières : {opened} ouvertes, {textDestroyed} ouvertes dont le texte est détruit sous attestation, {textLost} ouvertes dont le texte est perdu, {textWithheld} ouvertes dont le texte est retenu, {destroyed} détruites sous attestation, {lost} perdues, {withheld} retenues, {unanswered} dont il n’est pas rendu compte.",
    ground: "Retenu parce que : {ground} : {count}.",
    limits:
      "Une attestation est la parole signée de quelqu’un. Elle dit qui a dit quoi et quand, et que cela n’a pas changé depuis ; elle ne dit pas que c’est vrai, ni que rien n’a été laissé sans être écrit, ni qu’il n’existe pas d’autre copie de ce qui a été détruit.",
  },
  page: {
    title: "Vérificateur Setu",
    about:
      "Vérifie une exportation d’un nœud Setu dans cette fenêtre. Avant de lire un dossier, elle se ferme tout accès à un réseau, jusqu’à ce que vous la rechargiez.",
    export: "L’exportation : son dossier",
    exportAddress: "ou l’adresse en lecture seule d’un nœud en service",
    other: "L’exportation de l’autre nœud, si vous l’avez",
    memory: "Ce que vous avez gardé de votre dernière visite, si vous l’avez",
    seed: "La graine que vous avez donnée au nœud, le cas échéant",
    number: "Combien d’entrées de chaque journal",
    fingerprints: "Empreintes que vous tenez d’ailleurs, une par ligne",
    start: "Vérifier",
    stop: "Arrêter",
    stopped: "Arrêté. Ce qui a été lu jusqu’ici ne dit rien.",
    noExport: "Choisissez d’abord le dossier d’une exportation.",
    failed: "Ceci n’a pas pu être lu comme une exportation : {what}",
    reading: "Lecture : {done} entrées sur {total}",
    found: "Ce qui a été trouvé",
    nothing: "Il n’y a rien d’autre à dire.",
    keep: "Enregistrer ce qu’il faut garder",
    keepNot: "Ce que vous gardez reste inchangé, parce que cette exportation est fautive.",
    save: "Enregistrer ce rapport",
    language: "Langue",
    offline: "Hors ligne : cette page ne peut atteindre aucun réseau.",
    online: "Seule l’adresse que vous avez donnée est interrogée.",
    levels: { broken: "Contredit", gap: "Non montré", note: "À savoir" },
  },
};
