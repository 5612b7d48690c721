import { expect, test } from 'vitest';
import { comparedWithDocs } from './clients-used.ts';

const recorded = { Produce: [11, 13], Fetch: [18] };
const WAY_OUT = 'Renew it with --record and `npx vitest run compatibility -u`';

test.each([
  { title: 'all of it', now: recorded, status: 'ok', detail: '3 pairs of an API and a version' },
  {
    title: 'less',
    now: { Produce: [13], Fetch: [18] },
    status: 'failed',
    detail: `not asked, though docs/compatibility.md says so: Produce v11. ${WAY_OUT}`,
  },
  {
    title: 'more',
    now: { ...recorded, Fetch: [17, 18], Metadata: [12] },
    status: 'failed',
    detail: `asked, and not yet in docs/compatibility.md: Fetch v17, Metadata v12. ${WAY_OUT}`,
  },
])('what a client asks is what the documentation says: $title', ({ now, status, detail }) => {
  expect(comparedWithDocs(recorded, now)).toEqual({ status, detail });
});
