/** Where tax rates come from: another service, behind an address, which may be down. */
function remoteTaxes(url) {
  return {
    /** @returns {Promise<number>} 0.23 for 23 % */
    async rateIn(country) {
      const response = await fetch(new URL(`/rates/${encodeURIComponent(country)}`, url));
      if (!response.ok) throw new Error(`the tax service answered ${response.status}`);
      const { rate } = await response.json();
      return rate;
    },
  };
}

module.exports = { remoteTaxes };
