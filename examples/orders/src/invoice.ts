import type { Order } from './order.ts';

/** What goes out on `invoices`, as JSON. All amounts in cents. */
export interface Invoice {
  /** Made of the order's id, so that whoever gets an invoice twice can tell. */
  id: string;
  orderId: number;
  customer: string;
  net: number;
  tax: number;
  total: number;
}

/** @param taxRate 0.23 for 23 % */
export function makeInvoice(order: Order, taxRate: number): Invoice {
  const net = order.lines.reduce((sum, line) => sum + line.quantity * line.cents, 0);
  const tax = Math.round(net * taxRate);
  return { id: `inv-${order.id}`, orderId: order.id, customer: order.customer, net, tax, total: net + tax };
}
