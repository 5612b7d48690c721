/** Where tax rates come from: another service, which may be down. */
export interface Taxes {
  /** @returns 0.23 for 23 % */
  rateIn(country: string): Promise<number>;
}

/** The tax service behind an address. */
export function remoteTaxes(url: string): Taxes {
  return {
    async rateIn(country) {
      const response = await fetch(new URL(`/rates/${encodeURIComponent(country)}`, url));
      if (!response.ok) throw new Error(`the tax service answered ${response.status}`);
      const { rate } = (await response.json()) as { rate: number };
      return rate;
    },
  };
}
