/** One broker for the whole run. */
module.exports = {
  testMatch: ['<rootDir>/global/*.test.js'],
  globalSetup: 'testka/jest/global-setup',
  globalTeardown: 'testka/jest/global-teardown',
  testEnvironmentOptions: { testka: { topics: { orders: { messages: [{ key: 'seed', value: { id: 0 } }] } } } },
};
