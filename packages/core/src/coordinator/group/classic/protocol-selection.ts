/** A protocol that a member offers: an assignor's name and what the member tells it (its subscription). */
export interface MemberProtocol {
  readonly name: string;
  readonly metadata: Buffer;
}

type Offer = readonly MemberProtocol[];

/** Of a map with up to twelve entries. */
const HASH_BUCKETS = 16;

/** Protocols that every member lists, in the order of the first member's list. */
export function candidateProtocols(offers: readonly Offer[]): string[] {
  const [first, ...others] = offers;
  if (first === undefined) return [];
  return first.map(({ name }) => name).filter(listedByAll(others));
}

/**
 * The protocol of the next generation: each member votes for the first of its own list that all can; most votes win.
 * On a tie Kafka takes the first in the order of its hash map.
 * @returns undefined when there is none that all members list, which joining does not let happen.
 */
export function selectProtocol(offers: readonly Offer[]): string | undefined {
  const candidates = new Set(candidateProtocols(offers));
  const votes = new Map<string, number>();
  for (const offer of offers) {
    const vote = offer.find(({ name }) => candidates.has(name));
    if (vote !== undefined) votes.set(vote.name, (votes.get(vote.name) ?? 0) + 1);
  }
  const most = Math.max(...votes.values());
  const [winner] = [...votes.keys()]
    .filter((name) => votes.get(name) === most)
    .toSorted((a, b) => hashBucket(a) - hashBucket(b));
  return winner;
}

/** Where a Java HashMap of its first size keeps a string. */
function hashBucket(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index++) hash = (Math.imul(31, hash) + text.charCodeAt(index)) | 0;
  return (hash ^ (hash >>> 16)) & (HASH_BUCKETS - 1);
}

/**
 * Whether a member that offers this can be in a group of members that offer those: one protocol is listed by all of
 * them.
 */
export function supportsAnyProtocol(offers: readonly Offer[], offer: Offer): boolean {
  const isListedByAll = listedByAll(offers);
  return offer.some(({ name }) => isListedByAll(name));
}

/** Whether the offers are the same: the same protocols in the same order with the same metadata. */
export function isSameOffer(left: Offer, right: Offer): boolean {
  return (
    left.length === right.length &&
    left.every((protocol, index) => {
      const other = right[index];
      return other !== undefined && other.name === protocol.name && other.metadata.equals(protocol.metadata);
    })
  );
}

/** A member may list any number of them. */
function listedByAll(offers: readonly Offer[]): (name: string) => boolean {
  const names = offers.map((offer) => new Set(offer.map(({ name }) => name)));
  return (name) => names.every((each) => each.has(name));
}
