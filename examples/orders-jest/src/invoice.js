/**
 * What goes out on `invoices`, as JSON; all amounts in cents. The id is made of the order's, so that whoever gets an
 * invoice twice can tell.
 * @param {number} taxRate 0.23 for 23 %
 */
function makeInvoice(order, taxRate) {
  const net = order.lines.reduce((sum, line) => sum + line.quantity * line.cents, 0);
  const tax = Math.round(net * taxRate);
  return { id: `inv-${order.id}`, orderId: order.id, customer: order.customer, net, tax, total: net + tax };
}

module.exports = { makeInvoice };
