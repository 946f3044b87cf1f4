import { generateKeyPairSync, sign } from 'node:crypto'

const bytes = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts)
  const size = content.length
  const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), content])
}
const hex = (text: string): Buffer => Buffer.from(text, 'hex')
const ECDSA_SHA256 = bytes(0x30, hex('06082a8648ce3d040302'))
/** CN=test (RFC 5280, section 4.1.2.4). */
const NAME = bytes(0x30, bytes(0x31, bytes(0x30, hex('0603550403'), bytes(0x0c, Buffer.from('test')))))
/** 127.0.0.1 as an iPAddress (RFC 5280, section 4.2.1.6). */
const FOR_LOOPBACK = bytes(
  0x30,
  hex('0603551d11'),
  bytes(0x04, bytes(0x30, bytes(0x87, Buffer.from([127, 0, 0, 1])))),
)

/** A certificate for 127.0.0.1 that nobody but itself has signed (RFC 5280), made anew, so that no key is in the repository. */
export function selfSigned(): { readonly key: string; readonly cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const time = (text: string): Buffer => bytes(0x18, Buffer.from(text))
  const body = bytes(
    0x30,
    bytes(0xa0, bytes(0x02, Buffer.from([2]))),
    bytes(0x02, Buffer.from([1])),
    ECDSA_SHA256,
    NAME,
    bytes(0x30, time('20200101000000Z'), time('20990101000000Z')),
    NAME,
    publicKey.export({ type: 'spki', format: 'der' }),
    bytes(0xa3, bytes(0x30, FOR_LOOPBACK)),
  )
  const signature = bytes(0x03, Buffer.from([0]), sign('sha256', body, privateKey))
  const whole = bytes(0x30, body, ECDSA_SHA256, signature).toString('base64')
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${whole.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
  }
}
