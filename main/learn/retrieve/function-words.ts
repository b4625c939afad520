/**
 * Words that say how a sentence is put together, not what it is about, and those that questions begin with. They are left out of questions alone. How rare
 * a word is does not tell them: few texts that answer questions ask "how do I".
 */
const lists: Readonly<Record<string, string>> = {
  en: `a about after again against all also am an and any are as at be because been before being below between both but by can cannot could did do does
    doing down during each few for from further had has have having he her here hers herself him himself his how i if in into is it its itself just let
    may me might more most must my myself no nor not of off on once only or other ought our ours ourselves out over own s same shall she should so some
    such t tell than that the their theirs them themselves then there these they this those through to too under until up us very was we were what when
    where which while who whom whose why will with would you your yours yourself yourselves`,
  de: `ab aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes auch auf aus bei beim bin bis bist da damit dann das dass
    dein deine deinem deinen deiner dem den denn der des dessen dich die dies diese diesem diesen dieser dieses dir doch dort du durch ein eine einem einen einer
    eines er es etwas euch euer eure für gegen gibt hab habe haben hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in ins ist ja
    jede jedem jeden jeder jedes kann kannst kein keine keinem keinen keiner können könnte machen man manche mein meine meinem meinen meiner mich mir mit muss
    müssen nach nicht nichts noch nun nur ob oder ohne sehr sein seine seinem seinen seiner selbst sich sie sind so soll sollen sollte sondern um und uns unser
    unsere unter viel vom von vor wann war waren warst warum was weil welche welchem welchen welcher welches wem wen wenn wer werde werden wessen wie wieder wieso
    wieviel will wir wird wo woher wohin wollen würde würden zu zum zur zwar zwischen über`,
  fr: `a ai au aucun aussi autre aux avait avec avez avoir avons c ce ceci cela ces cet cette ceux chez combien comme comment d dans de des donc dont du elle elles en
    est et eu eux faire fait faut fut il ils j je l la le les leur leurs lui m ma mais me mes moi mon même n ne ni nos notre nous on ont ou où par pas peut peux plus pour
    pourquoi qu quand que quel quelle quelles quels qui quoi s sa sans se sera ses si son sont sous sur t ta te tes toi ton tous tout toute toutes tu un une vos votre
    vous y à été être était étaient`,
  es: `a al algo algunas algunos ante antes aquel como con contra cual cuales cuando cuanto cuantos cuál cuáles cuándo cuánto cuántos cómo de del desde donde dónde durante e el
    ella ellas ellos en entre era eran eres es esa esas ese eso esos esta estas este esto estos está están fue ha han hasta hay he hemos la las le les lo los me mi mis mucho
    muy más ni no nos nosotros o os otra otro para pero poco por porque puede puedo que quien quienes quién qué se ser si sin sobre son su sus sí también tan te tiene
    tienen todo todos tu tus un una uno unos y ya yo él`,
  it: `a ad agli ai al alla alle allo anche che chi ci come con contro cosa cui da dagli dai dal dalla dalle dallo degli dei del della delle dello di dove e ed era erano essere
    fra gli ha hanno ho i il in io l la le lei li lo loro lui ma mi mia mie miei mio ne negli nei nel nella nelle nello noi non nostra nostro o per perché più può quale quali
    quando quanta quante quanti quanto quella quelle quelli quello questa queste questi questo se sei si sia siamo sono su sua sue sugli sui sul sulla sulle sullo suo suoi
    tra tu tua tuo un una uno vi voi è`,
  pt: `a ao aos aquela aquele aqueles as com como da das de dela dele deles depois do dos e ela elas ele eles em entre era eram essa essas esse esses esta estas este estes está
    estão eu foi foram há isso isto já lhe mais mas me mesmo meu meus minha muito na nas nem no nos nossa nosso num numa não o onde os ou para pela pelas pelo pelos pode por
    porque porquê posso qual quais quando quanto quantos que quem se sem ser seu seus sou sua suas são só também te tem tu tua um uma você vocês à às é`,
  nl: `aan al alles als altijd andere ben bij daar dan dat de der deze die dit doch doen door dus een en er ge geen geweest haar had heb hebben heeft hem het hier hij hoe hoeveel
    hun ik in is ja je kan kon kunnen maar me meer men met mij mijn moet na naar niet niets nog nu of om omdat onder ons ook op over te tegen toch toen tot u uit uw van veel
    voor waar waarom wanneer want waren was wat we welk welke werd wie wij wil worden wordt zal ze zelf zich zij zijn zo zonder zou`,
};

const languages = Object.values(lists).map((list) => new Set(list.split(/\s+/u)));
/** Share of the words of running text that are such words: of its own language 0.4 and more, of another below 0.15. */
const spoken = 0.2;
/** Of a question, which is short; and so many at least: one may be a word of another language. */
const asked = 0.4;
const fewestAsked = 2;

/** Those of the languages that a collection speaks. @param shareOf share of all its words that are this one, 0…1 */
export function functionWordsOf(shareOf: (term: string) => number): ReadonlySet<string> {
  const found = languages.filter(
    (words) => Array.from(words, shareOf).reduce((sum, each) => sum + each, 0) >= spoken,
  );
  return new Set(found.flatMap((words) => [...words]));
}

/**
 * The words that a question is about.
 * @param ofCollection words to leave out; so are those of the language that the question is in
 * @returns all its words when there are no others
 */
export function contentTerms(
  terms: readonly string[],
  ofCollection: ReadonlySet<string>,
): string[] {
  const own = languages.filter(
    (words) =>
      terms.filter((term) => words.has(term)).length >= Math.max(fewestAsked, asked * terms.length),
  );
  const left = terms.filter(
    (term) => !ofCollection.has(term) && !own.some((words) => words.has(term)),
  );
  return left.length === 0 ? [...terms] : left;
}
