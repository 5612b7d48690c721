import { NestFactory } from '@nestjs/core';
import { ClientKafka, type MicroserviceOptions, Transport } from '@nestjs/microservices';
import { firstValueFrom } from 'rxjs';
import { expect, test, useBroker } from 'testka/vitest';
import { onTestFinished } from 'vitest';

import { OrdersController } from '../src/nestjs/orders.controller.ts';
import { Taxes } from '../src/nestjs/taxes.ts';

const broker = useBroker({ topics: ['orders', 'prices', 'prices.reply'] });

test('an order is booked although the tax office is out of reach at first', async () => {
  const booked: number[] = [];
  await startOrders({ book: failOnce(async (id) => void booked.push(id)) });
  const client = await openClient();
  await firstValueFrom(client.emit('orders', { key: '42', value: { id: 42 } }));
  await broker.group('orders-server').waitUntilCaughtUp();
  expect(booked).toEqual([42]);
});

test('a question gets its answer', async () => {
  await startOrders({ book: async () => {} });
  const client = await openClient();
  expect(await firstValueFrom(client.send('prices', { item: 'tea' }))).toEqual({ item: 'tea', cents: 300 });
});

/** The microservice with its Kafka transport, ready when this resolves. */
async function startOrders(taxes: Taxes): Promise<void> {
  const module = {
    module: class {},
    controllers: [OrdersController],
    providers: [{ provide: Taxes, useValue: taxes }],
  };
  const retry = { initialRetryTime: 20 };
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(module, {
    logger: false,
    transport: Transport.KAFKA,
    options: {
      client: { ...broker.connection.kafkajs, retry },
      consumer: { groupId: 'orders' },
      subscribe: { fromBeginning: true },
    },
  });
  onTestFinished(() => app.close());
  await app.listen();
  await broker.group('orders-server').waitUntilReady();
}

async function openClient(): Promise<ClientKafka> {
  const client = new ClientKafka({ client: broker.connection.kafkajs, consumer: { groupId: 'gateway' } });
  onTestFinished(() => client.close());
  client.subscribeToResponseOf('prices');
  await client.connect();
  return client;
}

function failOnce<T>(work: (value: T) => Promise<void>): (value: T) => Promise<void> {
  let calls = 0;
  return async (value) => {
    calls += 1;
    if (calls === 1) throw new Error('the tax office answered 503');
    await work(value);
  };
}
