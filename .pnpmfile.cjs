/** The published manifest names nothing private: what the package is built from is inside it. */
function beforePacking(manifest) {
  delete manifest.devDependencies;
  return manifest;
}

module.exports = { hooks: { beforePacking } };
