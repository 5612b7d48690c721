/** What an administrator does to the cluster itself, as far as these libraries let him. */
import { make, produce } from './records.mjs';

const INVALID_REPLICA_ASSIGNMENT = 39;

/** The id of a broker that is not there. */
const NOBODY = 4711;

export const clusterScenarios = {
  'admin-reassignments': reassignments,
  'admin-client-quotas': clientQuotas,
};

/** None of the libraries cancels a reassignment. */
async function reassignments(trial) {
  const [topic, admin] = [await trial.topic(), await trial.admin()];
  await produce(trial, topic, make(3));
  const { leader } = (await admin.layout(topic)).get(0);
  await admin.reassign(topic, 0, [leader]);
  trial.equal('under way', await admin.reassignments(topic, 0), []);
  return trial.refused('nobody', INVALID_REPLICA_ASSIGNMENT, () => admin.reassign(topic, 0, [NOBODY]));
}

async function clientQuotas(trial) {
  const [clientId, admin] = [trial.name(), await trial.admin()];
  // The brokers hear of it a moment after the controller has answered.
  const awaitQuotas = async (expected) => {
    await trial.eventually('quotas', async () => {
      const quotas = JSON.stringify(await admin.clientQuotas(clientId));
      return quotas === JSON.stringify(expected) ? undefined : quotas;
    });
    trial.check(true, 'quotas');
  };
  await admin.alterClientQuota(clientId, 'producer_byte_rate', 1e9);
  await awaitQuotas([['producer_byte_rate', 1e9]]);
  await admin.alterClientQuota(clientId, 'producer_byte_rate', undefined);
  await awaitQuotas([]);
  return 'set and removed';
}
