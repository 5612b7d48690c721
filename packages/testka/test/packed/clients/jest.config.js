module.exports = { testMatch: ['<rootDir>/*.spec.ts'], transform: { '\\.ts$': '<rootDir>/typescript.js' } };
