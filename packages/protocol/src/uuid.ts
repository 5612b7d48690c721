/** A Kafka UUID in Kafka's own text form: 22 characters of unpadded URL-safe base64, as `Uuid.toString()` prints it. */
export type Uuid = string;

/** What "no topic id" looks like on the wire: sixteen zero bytes. */
export const ZERO_UUID: Uuid = 'AAAAAAAAAAAAAAAAAAAAAA';

export function uuidFromBytes(bytes: Buffer, position: number): Uuid {
  return bytes.toString('base64url', position, position + 16);
}

/** @throws RangeError when the text is not a UUID of 16 bytes. */
export function uuidToBytes(uuid: Uuid): Buffer {
  const bytes = Buffer.from(uuid, 'base64url');
  if (bytes.length !== 16) throw new RangeError(`"${uuid}" is not a Kafka UUID (22 characters of URL-safe base64)`);
  return bytes;
}
