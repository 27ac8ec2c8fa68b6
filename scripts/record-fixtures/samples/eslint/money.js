const unused = 1;
if (amount == 2) {
  // eslint-disable-next-line no-undef -- set by the shop
  pay(amount);
}
