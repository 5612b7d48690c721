const ts = require('typescript');

/** What ts-jest does, without checking types: lines move, and a source map says where they were. */
module.exports = {
  process(source, fileName) {
    const { ModuleKind, ScriptTarget } = ts;
    const compilerOptions = {
      module: ModuleKind.CommonJS,
      target: ScriptTarget.ES2022,
      esModuleInterop: true,
      removeComments: true,
      sourceMap: true,
    };
    const { outputText, sourceMapText } = ts.transpileModule(source, { fileName, compilerOptions });
    return { code: outputText, map: sourceMapText };
  },
};
