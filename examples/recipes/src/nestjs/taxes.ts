/** The tax office, which may be out of reach. */
export abstract class Taxes {
  abstract book(orderId: number): Promise<void>;
}
