/** A broker for each test file, from before its imports on. */
module.exports = {
  testEnvironment: 'testka/jest-environment',
  testEnvironmentOptions: { testka: { topics: { rates: { messages: [{ key: 'PT', value: 0.23 }] } } } },
  testMatch: [
    '<rootDir>/environment/*.test.js',
    '<rootDir>/suites/{consumer,fake-timers,hook-order,leftovers,matchers,orders}.test.js',
  ],
};
