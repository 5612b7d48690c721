const { createBilling } = require('./billing.js');
const { readConfig } = require('./config.js');
const { remoteTaxes } = require('./taxes.js');

const billing = createBilling(readConfig(), remoteTaxes(process.env.TAXES_URL ?? 'http://localhost:8080'));

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => void billing.stop());
}

billing.start().then(
  () => console.log('billing is running'),
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
