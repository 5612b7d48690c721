/** Where a public function was called: the frames that an error of it is to show. */
export interface CallSite {
  /** Frames only, one a line. */
  readonly frames: string;
}

/** The call site of the function that calls this. Taken when a wait begins, as its end has no stack worth reading. */
export function callSite(): CallSite {
  const place: { stack?: string } = {};
  Error.captureStackTrace(place, callSite);
  return {
    get frames() {
      // The first line is the error's own, the second the public function that was called.
      return (place.stack ?? '').split('\n').slice(2).join('\n');
    },
  };
}
