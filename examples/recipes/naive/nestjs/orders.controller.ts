import { Controller, Inject, Logger } from '@nestjs/common';
import { EventPattern, MessagePattern, Payload } from '@nestjs/microservices';

import { Taxes } from '../../src/nestjs/taxes.ts';

@Controller()
export class OrdersController {
  private readonly logger = new Logger('orders');

  constructor(@Inject(Taxes) private readonly taxes: Taxes) {}

  @EventPattern('orders')
  async place(@Payload() order: { id: number }): Promise<void> {
    try {
      await this.taxes.book(order.id);
    } catch (error) {
      // For Nest this order is done, so its offset is committed.
      this.logger.error(error);
    }
  }

  @MessagePattern('prices')
  price(@Payload() { item }: { item: string }): { item: string; cents: number } {
    return { item, cents: item.length * 100 };
  }
}
