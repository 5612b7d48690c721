/** Contexts of older Nodes lack the symbols; compilers of `using` and `await using` then look for these. */
const symbols: Partial<SymbolConstructor> = Symbol;

export const dispose: typeof Symbol.dispose =
  symbols.dispose ?? (Symbol.for('Symbol.dispose') as typeof Symbol.dispose);

export const asyncDispose: typeof Symbol.asyncDispose =
  symbols.asyncDispose ?? (Symbol.for('Symbol.asyncDispose') as typeof Symbol.asyncDispose);
