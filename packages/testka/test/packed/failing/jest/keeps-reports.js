const { TestkaEnvironment } = require('testka/jest-environment');

/** An environment of the user's, built on ours. */
module.exports = class extends TestkaEnvironment {
  testFailed(name, broker) {
    const { topics } = broker;
    process.stderr.write(`kept: "${name}" has left ${topics[0].messages().length} message\n`);
  }
};
