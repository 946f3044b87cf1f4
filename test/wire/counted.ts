import { isRequestId, type RequestId } from '../../src/ids.ts'

/** Hexadecimal digits that count up, where a fake would take them by chance. */
export function counter(): (bytes: number) => string {
  let count = 0
  return (bytes) => (++count).toString(16).padStart(bytes * 2, 'c0ffee')
}

/** Ids of requests that count up. */
export function countedIds(): () => RequestId {
  let count = 0
  return () => {
    const id = `req_${String(++count).padStart(20, '0')}`
    if (!isRequestId(id)) throw new Error('not an id')
    return id
  }
}
