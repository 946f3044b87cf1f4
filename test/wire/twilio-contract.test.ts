import { describe, expect } from '@jest/globals'
import { Ajv } from 'ajv'
import { z } from 'zod'
import { ADA } from '../../sandbox/slack/people.ts'
import { readContract } from '../contracts.ts'
import { itNeeds } from '../needs.ts'
import { ACCOUNT, startWiredApp, type WiredApp } from './bot.ts'
import { lastInDm } from './reading.ts'

const PATH = '/2010-04-01/Accounts/{AccountSid}/Keys'
const operation = z.object({
  requestBody: z.object({ content: z.record(z.string(), z.object({ schema: z.unknown() })) }).optional(),
  responses: z.record(
    z.string(),
    z.object({ content: z.record(z.string(), z.object({ schema: z.unknown() })).optional() }),
  ),
})
const openapi = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.unknown(),
})

const contract = readContract('twilio_api_v2010.keys.json')
const it = itNeeds('contracts')

describe('given Twilio’s own OpenAPI of the Keys resource', () => {
  const { paths, components } = openapi.parse(contract ?? { paths: {}, components: {} })
  const ajv = new Ajv({ strict: false, validateFormats: false })
  const valid = (schema: unknown, value: unknown): string =>
    ajv.validate({ $ref: '#/root', root: schema, components }, value) ? 'valid' : ajv.errorsText()
  const find = (method: string, path: string) => {
    const template = path.includes('/Keys/') ? `${PATH}/{Sid}.json` : `${PATH}.json`
    return operation.parse(paths[template]?.[method.toLowerCase()])
  }

  it('when a key is made, deleted and looked for, then every request and every answer fits it', async () => {
    const wire: WiredApp = await startWiredApp()
    await wire.type('payments-svc')
    const card = lastInDm(wire, ADA)
    wire.twilio.trouble.set('delete', { kind: 'twilio', status: 404, code: 20404, made: true })
    await wire.press(ADA, card, 'not_received')
    await wire.type('other-svc')
    wire.twilio.trouble.clear()
    await wire.press(ADA, lastInDm(wire, ADA), 'not_received')

    const seen = wire.twilio.exchanges.map(({ request, fate }) => {
      const path = request.path.split('?')[0] ?? ''
      expect(path.startsWith(`/2010-04-01/Accounts/${ACCOUNT}/Keys`)).toBe(true)
      const { requestBody, responses } = find(request.method, path)
      if (requestBody) {
        const schema = requestBody.content[request.headers['content-type'] ?? '']?.schema
        expect(schema).toBeDefined()
        expect(valid(schema, Object.fromEntries(new URLSearchParams(request.body)))).toBe('valid')
      }
      if (fate.kind !== 'answer') throw new Error('every request has an answer here')
      const answer = responses[fate.status]
      if (fate.status < 400) expect(answer).toBeDefined()
      const schema = answer?.content?.['application/json']?.schema
      if (schema) expect(valid(schema, JSON.parse(fate.body))).toBe('valid')
      return `${request.method} ${fate.status}`
    })
    await wire.stop()
    expect(seen).toEqual(['POST 201', 'DELETE 404', 'GET 200', 'POST 201', 'DELETE 204'])
  })

  it('when the answer is wrong, then this check notices', () => {
    const schema = find('POST', `${PATH}.json`).responses['201']?.content?.['application/json']?.schema
    expect(valid(schema, { sid: 'SK1' })).not.toBe('valid')
  })
})
