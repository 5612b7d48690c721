import { codecOf, type Message, Reader, Writer } from '@testka/protocol';

/** A message that somebody has made up, as it would be after its way over the wire; or what is wrong with it, in words. */
export type Normalised = { readonly value: unknown } | { readonly problem: string };

/** Fields that the version lacks get their default, so that whoever reads it finds all of them. */
export function normalised(message: Message, version: number, value: unknown): Normalised {
  try {
    const codec = codecOf(message, version);
    const writer = new Writer();
    codec.encode(writer, value as never);
    return { value: codec.decode(new Reader(Buffer.concat(writer.finish()))) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
