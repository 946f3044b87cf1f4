import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { readsLikeSentence } from '../../../src/domain/sentence.ts'

/** A command as typed: its first word is the name. */
function reads(typed: string): boolean {
  const [name = '', ...rest] = typed.split(' ')
  return readsLikeSentence(name, rest.join(' '))
}

describe('given a command that is a sentence', () => {
  it.each([
    ...[
      'please give me a key',
      'please',
      'Please,',
      'pls key',
      'give me a key',
      'give me',
      'gimme a key',
      'Give access to bob',
    ],
    ...[
      'lost my key',
      'lemme get a key',
      'ok thanks',
      'yes please',
      "it doesn't work",
      'lets make a key',
      'yo give me a key',
      'könnt ihr mir einen key geben',
      'erstelle mir einen key',
      'brauche einen key',
      'crée une clé',
      'une clé svp',
      'donne moi une clé',
      'crea una clave',
      'puedes darme una clave',
      'crie uma chave',
      'ho bisogno di una chiave',
      'mi serve una chiave',
      'ik wil een sleutel',
      'kan ik een key krijgen',
      'maak een key',
      'jag behöver en nyckel',
      'potrzebuję klucza',
      'lütfen bana anahtar ver',
      'создай ключ',
    ],
    ...[
      'can i have a key',
      'Can I have one?',
      'can we get a key',
      'can someone help',
      'could you make me a key',
      'could you',
    ],
    ...[
      'would you please',
      'may I have a key',
      'will you make one',
      'i need a key for staging',
      'I need',
      "I'd like a key",
    ],
    ...[
      'I’d like a key',
      'i`d like one',
      'id like a key',
      'im trying to send sms',
      'we need a key',
      "we're testing",
      'we want sms',
    ],
    ...[
      'want a key',
      'want sms',
      'need a key',
      'need access to sms',
      'needing a key',
      'make a key',
      'make me a key',
      'make payments-svc',
    ],
    ...[
      'add a key',
      'add payments-svc',
      'add 2 keys',
      'generate a key',
      'generate payments-svc',
      'issue a key',
      'issue payments-svc',
    ],
    ...[
      'show me my keys',
      'show keys',
      'show help',
      'open help please',
      'send me a key',
      'how do i get a key',
      'How does this work?',
      'how to use this',
      'what is this',
    ],
    ...[
      "what's this",
      'why does it fail',
      'why was I refused',
      'where is my key',
      'where’s my secret',
      'who can help',
      'when will it work',
    ],
    ...[
      'delete my key',
      'delete payments',
      'delete payments-svc',
      'remove the key',
      'remove old-svc',
      'cancel it',
      'cancel that request',
    ],
    ...[
      'hi',
      'Hi!',
      'hello',
      'hello there',
      'hey newkey',
      'thanks',
      'Thanks!',
      'thank you',
      'thx',
      'sorry',
      'good morning',
    ],
    ...[
      'a key for payments-svc',
      'another key please',
      'my key is lost',
      'the new key',
      'key for payments',
      'for payments-svc',
    ],
    ...[
      'is it possible to get a key',
      'do you have keys',
      'are you there',
      'let me have a key',
      'tell me how',
      'just need a key',
      'looking for a key',
    ],
    ...[
      'someone please help',
      'set up'.replace('up', 'a key'),
      'regenerate payments',
      'excuse me',
      'PLEASE GIVE ME A KEY',
    ],
    ...[
      'bitte einen Schlüssel',
      'ich brauche einen Key',
      'Kann ich einen Key haben',
      'könnte ich',
      'gib mir einen Key',
    ],
    ...[
      'por favor',
      '¿Puedo tener una clave?',
      'quiero una clave',
      'necesito una clave',
      's’il vous plaît',
      'je voudrais une clé',
    ],
    ...[
      'Bonjour',
      'puis-je avoir une clé',
      'vorrei una chiave',
      'preciso de uma chave',
      'пожалуйста',
      'мне нужен ключ',
    ],
  ])('when it is %j, then it is asked about', (typed) => {
    expect(reads(typed)).toBe(true)
  })
})

describe('given a command that names a key', () => {
  it.each([
    ...[
      'payments-svc',
      'payments-svc for the new checkout',
      'checkout we need it for refunds',
      'payments please',
      'payments-svc thanks',
    ],
    ...[
      'test',
      'test key for staging',
      'test a new flow',
      'testing the bot',
      'get-started docs',
      'issue-tracker nightly job',
    ],
    ...[
      'issue tracker nightly job',
      'issue',
      'add-on service',
      'add on service',
      'add',
      'help-desk bot',
      'please-wait screen',
    ],
    // `make` is also a build tool and an automation product, and "build" is no object of a request.
    ...[
      'make build pipeline',
      'make',
      'make.com scenario',
      'show room screens',
      'send grid migration',
      'set top box alerts',
    ],
    ...[
      'need',
      'want',
      'i',
      'a',
      'key',
      'why',
      'what',
      'show',
      'delete',
      'cancel',
      'remove',
      'for',
      'me',
      'x y',
    ],
    ...[
      'can bus logger',
      'will integration tests',
      'may billing run',
      'do droplets monitor',
      'it helpdesk tooling',
      'who guidelines bot',
    ],
    ...[
      'grant test key',
      'mark',
      'my-app for refunds',
      'my app',
      'the-hub staging',
      'a refunds',
      'one off script',
      'key vault rotation',
    ],
    ...[
      'delete job for gdpr',
      'cancel flow for refunds',
      'remove bg integration',
      'update service for phones',
      'check out flow',
      'open ai bridge',
    ],
    ...[
      'hello-world demo',
      'hi-fi store',
      'thanksgiving campaign',
      'wantlist sync',
      'needle search',
      'dag airflow runs',
      'tack board',
    ],
    ...[
      'generate',
      'create-react-app demo',
      'twilio for payments',
      'api gateway',
      'staging',
      'платежи-api для возвратов',
      '支払い テスト',
    ],
    ...['', '   ', '"', '…', '?'],
  ])('when it is %j, then nothing is asked', (typed) => {
    expect(reads(typed)).toBe(false)
  })
})

describe('given any text at all', () => {
  it('when one word that isn’t a greeting stands alone, then nothing is asked, whatever blanks follow it', () => {
    const word = fc.stringMatching(/^[a-z]{1,4}-[a-z0-9]{1,8}$/)
    fc.assert(
      fc.property(word, (name) => !readsLikeSentence(name, '') && !readsLikeSentence(name, ' \u3000\n')),
    )
  })

  it('when it is judged, then case and the kind of blanks don’t matter, and nothing is thrown', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (name, reason) => {
        expect(typeof readsLikeSentence(name, reason)).toBe('boolean')
      }),
    )
    for (const blank of ['\n', '\t', '\u00A0', '\u3000'])
      expect(readsLikeSentence('GIVE', `Me${blank}a${blank}key`)).toBe(true)
  })
})
