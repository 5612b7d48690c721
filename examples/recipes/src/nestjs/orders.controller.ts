import { Controller, Inject } from '@nestjs/common';
import { EventPattern, MessagePattern, Payload } from '@nestjs/microservices';

import { Taxes } from './taxes.ts';

@Controller()
export class OrdersController {
  constructor(@Inject(Taxes) private readonly taxes: Taxes) {}

  @EventPattern('orders')
  async place(@Payload() order: { id: number }): Promise<void> {
    // What is thrown reaches kafkajs, which tries again and commits nothing until then.
    await this.taxes.book(order.id);
  }

  @MessagePattern('prices')
  price(@Payload() { item }: { item: string }): { item: string; cents: number } {
    return { item, cents: item.length * 100 };
  }
}
