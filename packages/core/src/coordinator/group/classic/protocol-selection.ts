/** A protocol that a member offers: an assignor's name and what the member tells it (its subscription). */
export interface MemberProtocol {
  readonly name: string;
  readonly metadata: Buffer;
}

type Offer = readonly MemberProtocol[];

/** Protocols that every member lists, in the order of the first member's list. */
export function candidateProtocols(offers: readonly Offer[]): string[] {
  const [first, ...others] = offers;
  if (first === undefined) return [];
  return first.map(({ name }) => name).filter((name) => others.every((offer) => lists(offer, name)));
}

/**
 * The protocol of the next generation: each member votes for the first of its own list that all can; most votes win.
 * @returns undefined when there is none that all members list, which joining does not let happen.
 * Differs: on a tie the protocol that was voted for first wins; Kafka takes the order of a hash map.
 */
export function selectProtocol(offers: readonly Offer[]): string | undefined {
  const candidates = new Set(candidateProtocols(offers));
  const votes = new Map<string, number>();
  for (const offer of offers) {
    const vote = offer.find(({ name }) => candidates.has(name));
    if (vote !== undefined) votes.set(vote.name, (votes.get(vote.name) ?? 0) + 1);
  }
  let winner: string | undefined;
  for (const [name, count] of votes) if (winner === undefined || count > (votes.get(winner) ?? 0)) winner = name;
  return winner;
}

/**
 * Whether a member that offers this can be in a group of members that offer those: one protocol is listed by all of
 * them.
 */
export function supportsAnyProtocol(offers: readonly Offer[], offer: Offer): boolean {
  return offer.some(({ name }) => offers.every((other) => lists(other, name)));
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

function lists(offer: Offer, name: string): boolean {
  return offer.some((protocol) => protocol.name === name);
}
