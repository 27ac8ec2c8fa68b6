/** Web address of this product, which names it in files for other tools. */
export const PRODUCT_URL = 'https://github.com/milestone-audit/milestone-audit';
