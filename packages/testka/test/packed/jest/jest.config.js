module.exports = {
  projects: [
    { displayName: 'defaults', testMatch: ['<rootDir>/suites/*.test.js'] },
    { displayName: 'fake timers', testMatch: ['<rootDir>/faked/*.test.js'], fakeTimers: { enableGlobally: true } },
    { displayName: 'no globals', testMatch: ['<rootDir>/no-globals/*.test.js'], injectGlobals: false },
  ],
};
