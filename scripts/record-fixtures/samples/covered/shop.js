function price(amount, member) {
  if (member) {
    return amount * 0.9;
  }
  return amount;
}

function refund(amount) {
  return -amount;
}

module.exports = { price, refund };
