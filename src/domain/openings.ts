/** Words, separated by blanks. */
const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

/** Greetings and politeness: a question even when nothing follows. */
export const POLITE = words(`
  please pls plz kindly hi hello hey hiya greetings thanks thank thx sorry
  bitte hallo danke bonjour bonsoir merci hola gracias olá obrigado obrigada ciao grazie hej alstublieft cześć proszę dziękuję пожалуйста привет здравствуйте спасибо
`)

/** First words that no key is named after when more words follow. */
export const NEVER_NAMES = words(`
  i i'd i'm i'll i've we we'd we're we'll we've you can't couldn't won't doesn't don't isn't
  how how's what what's why where where's who's when's let's
  need needs needing want wants wanting wanna gimme give giving provide generate generating require requesting
  looking asking trying hoping wondering creating
  lemme gonna
  to for
  ich wir brauche brauchen je j'ai puis-je peux-tu pouvez-vous pourriez-vous donnez donnez-moi donne-moi s'il
  puedo puede podría podrías podemos quiero quisiera necesito necesitamos dame quero preciso gostaria vorrei potrei
  potrzebuję chcę lütfen
  мне хочу нужен нужна нужно можно дайте дай создай создайте
`)

const PEOPLE = words(`
  i i'd we you he she they it me us this that there someone anyone somebody anybody everyone my our your the a an
  ich wir man du ihr sie jemand mir uns ik jag
`)
const OBJECTS = words(`
  a an the my our your me us it this that these those them all some any another one new every
  key keys key's token tokens credential credentials secret secrets sid api twilio access please help
`)
const ACTIONS = words('have get need want like please help create make give use ask request love know')
const THINGS = words('key keys token tokens credential credentials secret secrets api twilio new')

/**
 * First words that can be names, and the second words that make a sentence of them: `can` is a name in "can bus logger",
 * and a question in "can i have one".
 */
export const OPENINGS: ReadonlyArray<{
  readonly first: ReadonlySet<string>
  readonly next: ReadonlySet<string>
}> = [
  {
    first: words(`
        can could would will shall should may might must do does did is are am was were has have had who which when
        kann kannst können könnt könnte könnten darf dürfte kan mag
      `),
    next: PEOPLE,
  },
  {
    first: words(`
        make making issue issuing show send add adding delete deleting remove removing cancel set tell let fetch find
        use try allow obtain open start stop update change renew reset replace rename regenerate approve assign
        deactivate disable enable share print return check see access grant
      `),
    next: OBJECTS,
  },
  { first: words('how what why where who which when'), next: words('to do does did is are can should will') },
  { first: words('id im ive ill'), next: words('like love need want looking asking trying') },
  {
    first: words('a an the my our your another some any one this'),
    next: THINGS,
  },
  { first: words('key keys token credentials'), next: words('for to please named called') },
  { first: words('someone anyone somebody anybody'), next: words('can could please who able got have') },
  {
    first: words('just'),
    next: words('need want a the give asking trying make get wanted wondering testing'),
  },
  { first: words('good'), next: words('morning afternoon evening day') },
  { first: words('excuse pardon tell'), next: words('me us') },
  { first: words('por'), next: words('favor') },
  { first: words('per'), next: words('favore') },
  {
    first: words('um uma un una une eine einen een en'),
    next: words('key chave clave clé chiave llave schlüssel sleutel nyckel'),
  },
  {
    first: words(
      'erstelle erstell mach mache crée créer créez donne crea crear puedes crie faça maak geef ge',
    ),
    next: words('mir uns einen eine ein moi nous une un una um uma me mij mig een en nyckel darme'),
  },
  { first: words('ho avrei'), next: words('bisogno') },
  { first: words('mi me'), next: words('serve dai dá dê puedes podrías') },
  { first: words('yes no ok okay'), next: words('please thanks thank do i go create make just') },
  { first: words('lost forgot'), next: words('my the a our') },
  { first: words('ik jag'), next: words('wil heb zou kan mag behöver vill skulle') },
  { first: words('yo um'), next: words('give can could i') },
  { first: words('lets'), next: words('make create get have') },
  { first: words('it'), next: words("doesn't does isn't won't can't") },
  { first: words('api twilio'), next: words('please') },
  { first: words('gib gebt geben'), next: words('mir uns sie') },
  { first: words('posso eu'), next: words('ter avere quero preciso gostaria') },
  { first: PEOPLE, next: ACTIONS },
]

/**
 * Verbs that people take for subcommands. Before something that looks like a name, or before the last word, they don't name
 * the key: `add payments-svc`, `delete payments`.
 */
export const AS_COMMANDS = words(
  'make add delete remove cancel issue generate regenerate send renew reset replace rename',
)
/** Those of them that are a question before any one word. The others are nouns too, or begin one: `add on`, `issue tracker`. */
export const BEFORE_ONE_WORD = words('delete remove cancel regenerate renew')
