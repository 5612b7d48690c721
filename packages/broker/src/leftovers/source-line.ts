/** Where in the user's code a stack comes from, and through which library. */
export interface SourceLine {
  /** `src/consumer.ts:41`, from the working directory; null: no frame of the user's is left. */
  readonly place: string | null;
  /** The package that the innermost frame of node_modules is of. */
  readonly library: string | null;
}

/** A path with line and column, at the end of a frame or in its brackets. */
const LOCATION = /[\s(](file:\/\/)?(\/[^:]+|[A-Za-z]:[\\/][^:]+):(\d+):\d+\)?$/;
const PACKAGE = /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/;

/** Enough for the frames of a client library. */
const FRAMES = 50;

/**
 * The stack as it is now, through asynchronous frames; it is made into text when that is asked for.
 * @param below the function whose frame, and those above it, are left out
 */
export function stackOf(below: (...args: never[]) => unknown): { readonly stack?: string } {
  const stack: { stack?: string } = {};
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = FRAMES;
  Error.captureStackTrace(stack, below);
  Error.stackTraceLimit = stackTraceLimit;
  return stack;
}

/** @param frames one a line, as in `error.stack` */
export function sourceLineOf(frames: string): SourceLine {
  let library: string | null = null;
  for (const frame of frames.split('\n')) {
    const [, scheme, path, line] = LOCATION.exec(frame.trimEnd()) ?? [];
    if (path === undefined || line === undefined) continue;
    const inPackage = PACKAGE.exec(path)?.[1];
    if (inPackage === undefined)
      return { place: `${fromHere(scheme === undefined ? path : decodeURIComponent(path))}:${line}`, library };
    library ??= inPackage;
  }
  return { place: null, library };
}

function fromHere(path: string): string {
  const here = `${process.cwd()}/`;
  return path.startsWith(here) ? path.slice(here.length) : path;
}
