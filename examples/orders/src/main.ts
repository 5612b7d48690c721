import { createBilling } from './billing.ts';
import { readConfig } from './config.ts';
import { remoteTaxes } from './taxes.ts';

const billing = createBilling(readConfig(), remoteTaxes(process.env.TAXES_URL ?? 'http://localhost:8080'));
await billing.start();
console.log('billing is running');

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void billing.stop());
}
