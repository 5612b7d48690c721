const BY_DURATION = 'by_duration:';

/** ISO 8601 as java.time.Duration reads it: days and what is shorter. */
const DURATION =
  /^\+?P(?=\+?\d|T\+?\d)(?:\+?\d+D)?(?:T(?=\+?\d)(?:\+?\d+H)?(?:\+?\d+M)?(?:\+?\d+(?:[.,]\d{0,9})?S)?)?$/i;

/** Whether `share.auto.offset.reset` may be this: where a share group starts that has no offset yet (KIP-1106). */
export function isShareOffsetReset(value: string): boolean {
  const text = value.trim();
  if (text.startsWith(BY_DURATION)) return DURATION.test(text.slice(BY_DURATION.length));
  return text === 'earliest' || text === 'latest';
}
